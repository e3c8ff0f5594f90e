"""The onboarding pack: a way into a trust's plan for somebody new, all in the plan's own words."""
