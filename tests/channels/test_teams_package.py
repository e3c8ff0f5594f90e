"""The Teams app's package: what Microsoft's schema says of its manifest, and its two icons."""

from __future__ import annotations

import json
import sys
import tarfile
import zipfile
from pathlib import Path

import jsonschema_rs
import pytest
from PIL import Image

SCHEMAS = Path(sys.prefix) / "microsoft-app-manifest-1.1.2.tgz"
"""What the Makefile fetches from npm."""

SETTINGS = {
    "PLANS_TEAMS_CLIENT": "8a52d800-fa2a-43f1-94ea-14b76ab3e4c8",
    "PLANS_TEAMS_SECRET": "s",
    "PLANS_TEAMS_TENANT": "t",
    "PLANS_PUBLIC_URL": "https://plans.example.org",
}
WHITE = (255, 255, 255)


@pytest.fixture
def package(tmp_path, plans):
    """The zip that the command writes, for an organisation whose name is too long for Teams."""
    file = tmp_path / "app.zip"
    name = "The Quillham Vale and District Schools Trust"
    done = plans("teams", "package", file, "--organisation", name, **SETTINGS)
    assert done.returncode == 0, done.stderr
    with zipfile.ZipFile(file) as package:
        yield package


@pytest.fixture
def manifest(package):
    return json.loads(package.read("manifest.json"))


@pytest.fixture
def faults(manifest):
    """Where a manifest breaks the schema that it names, as Microsoft publishes it."""
    if not SCHEMAS.exists():
        pytest.skip("npm was not there to fetch Microsoft's schemas of Teams manifests")
    _, published = manifest["$schema"].split("/json-schemas/")
    with tarfile.open(SCHEMAS) as archive:
        schema = json.load(archive.extractfile(f"package/build/json-schemas/{published}"))
    validator = jsonschema_rs.validator_for(schema)
    return lambda made: ["/".join(map(str, e.instance_path)) for e in validator.iter_errors(made)]


def test_the_manifest_is_valid_by_the_published_schema(manifest, faults):
    assert faults(manifest) == []
    manifest["name"]["short"] = "x" * 31
    manifest["bots"][0]["scopes"].append("everywhere")
    del manifest["developer"]["privacyUrl"]
    assert sorted(faults(manifest)) == ["bots/0/scopes/3", "developer", "name/short"]


def test_the_manifest_is_of_this_bot_at_this_address(manifest):
    assert manifest["id"] == manifest["bots"][0]["botId"] == SETTINGS["PLANS_TEAMS_CLIENT"]
    assert manifest["validDomains"] == ["plans.example.org"]
    assert manifest["bots"][0]["scopes"] == ["personal", "team", "groupChat"]


def test_the_package_holds_its_manifest_and_both_icons_and_nothing_else(package, manifest):
    assert sorted(package.namelist()) == sorted(["manifest.json", *manifest["icons"].values()])


def test_the_colour_icon_is_large_and_opaque_with_room_around_its_sign(package, manifest):
    icon = Image.open(package.open(manifest["icons"]["color"]))
    assert (icon.format, icon.size) == ("PNG", (192, 192))
    pixels = icon.convert("RGBA")
    assert pixels.getchannel("A").getextrema() == (255, 255)
    ground = pixels.getpixel((0, 0))
    assert "#{:02X}{:02X}{:02X}".format(*ground) == manifest["accentColor"]
    sign = [(x, y) for x in range(192) for y in range(192) if pixels.getpixel((x, y)) != ground]
    assert sign
    assert all(24 <= at < 168 for point in sign for at in point)


def test_the_outline_icon_is_small_and_white_on_nothing(package, manifest):
    icon = Image.open(package.open(manifest["icons"]["outline"]))
    assert (icon.format, icon.size, icon.mode) == ("PNG", (32, 32), "RGBA")
    seen = {icon.getpixel((x, y)) for x in range(32) for y in range(32)}
    assert {colour[:3] for colour in seen if colour[3]} == {WHITE}
    assert {0, 255} <= {colour[3] for colour in seen}
    assert icon.getpixel((0, 0))[3] == 0


@pytest.mark.parametrize("missing", ["PLANS_TEAMS_CLIENT", "PLANS_PUBLIC_URL"])
def test_without_a_setting_it_says_which(tmp_path, plans, missing):
    file = tmp_path / "app.zip"
    done = plans("teams", "package", file, **(SETTINGS | {missing: ""}))
    assert (done.returncode, missing in done.stderr, file.exists()) == (1, True, False)
