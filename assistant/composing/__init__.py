"""How each kind of question is answered: evidence into quotations with their places."""
