"""A confirmation outlives the file it was made on: a corrected one takes its place and the payouts still move."""

from pathlib import Path

from records import warehouse
from records.home import Home
from records.identity.identities import Identities
from serving.database import open_database
from serving.identities import service
from serving.scan import moves
from serving.scan.service import scan
from tests.records.conftest import Bureau, resident_id
from tests.serving.conftest import LI, WHOLE, scan_folder

OWN = resident_id(1)
EATEN = OWN[:15] + "000"


def test_a_confirmation_survives_a_corrected_file(tmp_path: Path) -> None:
    (tmp_path / "bureau").mkdir()
    bureau = Bureau(tmp_path / "bureau", Home(tmp_path / "home"))
    bureau.residents(bureau.resident(1))
    bureau.payouts(bureau.payout(1, 身份证号=EATEN))
    bureau.bring()
    scan(bureau.home)
    database = open_database(bureau.home)
    with database.writing() as session:
        (view,) = service.identities(bureau.home, session, WHOLE)
        service.confirm(bureau.home, session, view.damaged_key, view.candidates[0].person_key, LI, "电话核实")
    before = warehouse.current(bureau.home).name
    bureau.payouts(
        bureau.payout(1, 身份证号=EATEN, 发放金额="480"), bureau.payout(1, 身份证号=EATEN, 发放日期="2025-03-18")
    )
    bureau.bring()
    assert warehouse.current(bureau.home).name != before
    scan(bureau.home)
    with database.reading() as session:
        assert (
            service.identity(bureau.home, session, view.damaged_key, WHOLE).confirmed == view.candidates[0].person_key
        )
    database.close()
    keyring, people = bureau.keys, Identities(bureau.home)
    programme = view.programmes[0]
    resident = people.person_key(OWN)
    assert resident is not None
    moved = moves.kept(scan_folder(bureau.home))
    assert moved[keyring.award(view.damaged_key, programme)] == keyring.award(resident, programme)
