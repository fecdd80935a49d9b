"""Comparing two models, putting one into use and going back, on pages."""

import re
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Protocol

import pandas as pd
import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from records.home import Home
from serving import cli
from serving.accounts import service as accounts
from serving.accounts.views import Scope, User
from serving.app import create_app
from serving.audit.tables import AuditEntry
from serving.database import Database
from serving.jobs.worker import work
from serving.models import comparing
from serving.pages.languages import LANGUAGES, Language
from serving.settings import settings as serving_settings
from training import settings
from training.estimators.prior import PriorBundle
from training.evaluation import side_by_side
from training.evaluation.differences import PRECISION
from training.folder import forward_scores, manifest
from training.home import champion, history, registry

LI = User(1, "li", "Li", "supervisor")
PASSWORD = "a long enough password"


class Trained(Protocol):
    home: Home
    versions: tuple[str, str]


@pytest.fixture
def visitor(opened: Database, trained: Trained) -> Iterator[TestClient]:
    with opened.writing() as session:
        for role in ("analyst", "supervisor"):
            accounts.add_user(session, role, role, role, PASSWORD, by="test")  # type: ignore[arg-type]
    with TestClient(create_app(trained.home), follow_redirects=False) as found:
        yield found


def token(html: str) -> str:
    found = re.search(r'name="csrf" value="([^"]*)"', html)
    assert found is not None
    return found[1]


def sign_in(visitor: TestClient, role: str) -> None:
    form = {"csrf": token(visitor.get("/sign-in").text), "name": role, "password": PASSWORD}
    assert visitor.post("/sign-in", data=form).status_code == 303


def send(visitor: TestClient, path: str, **fields: str) -> tuple[int, str, str]:
    answer = visitor.post(path, data={"csrf": token(visitor.get("/models").text), **fields})
    return answer.status_code, answer.headers.get("location", ""), answer.text


@pytest.mark.slow
@pytest.mark.parametrize("language", LANGUAGES)
def test_two_models_stand_side_by_side_with_what_would_move(
    visitor: TestClient, opened: Database, trained: Trained, language: Language
) -> None:
    sign_in(visitor, "supervisor")
    visitor.cookies.set("language", language)
    first, second = trained.versions
    page = visitor.get("/models/compare", params={"first": first, "second": second}).text
    assert all(version in page for version in trained.versions)
    pictures = re.findall(r'src="(/models/compare/[^"]+)"', page)
    assert any("moves" in address for address in pictures)
    for address in pictures:
        assert visitor.get(address).text.startswith("<svg")
    orders = comparing.orders(opened, first, second, LI)
    assert len(orders.entered) == min(orders.found.new_in_top, comparing.SHOWN) == len(orders.left)
    assert all(moved.before > orders.found.top >= moved.now for moved in orders.entered)


@pytest.mark.slow
def test_a_model_beside_itself_differs_in_nothing(opened: Database, trained: Trained) -> None:
    one = trained.versions[0]
    found = comparing.orders(opened, one, one, LI)
    assert (found.found.correlation, found.found.new_in_top, found.entered) == (1.0, 0, ())
    nowhere = replace(LI, scope=Scope("township", 999_999))
    assert comparing.orders(opened, one, one, nowhere).places == ()
    same = side_by_side.of(trained.home, one, one, settings.default())
    if same.problem is None:
        assert {(d.by, d.better, d.worse) for d in same.differences} == {(0.0, False, False)}
        assert same.first == same.second


@pytest.mark.slow
def test_the_second_model_is_better_where_its_scores_are(visitor: TestClient, trained: Trained) -> None:
    first, second = trained.versions
    file = trained.home.models / second / forward_scores.FILE
    kept = pd.read_parquet(file)
    rows = pd.concat([kept.assign(award_key=kept["award_key"] + shift) for shift in range(5)])  # enough to tell
    rows.assign(probability=rows["outcome"]).to_parquet(file)
    rows.assign(probability=1 - rows["outcome"]).to_parquet(trained.home.models / first / forward_scores.FILE)
    for version in trained.versions:
        manifest.write(trained.home.models / version)
    found = side_by_side.of(trained.home, first, second, settings.default())
    assert found.problem is None
    precision = next(one for one in found.differences if one.measure == PRECISION)
    assert (precision.ours, precision.better) == (1.0, True)
    assert found.second[0] == 1.0 > found.first[0]
    back = side_by_side.of(trained.home, second, first, settings.default())
    assert next(one for one in back.differences if one.measure == PRECISION).worse
    sign_in(visitor, "supervisor")
    for language, said in (("zh", "高出偶然"), ("en", "more than chance")):
        visitor.cookies.set("language", language)
        assert said in visitor.get("/models/compare", params={"first": first, "second": second}).text
    assert visitor.get(f"/models/compare/{first}/{second}/curves-wide.svg").text.startswith("<svg")


@pytest.mark.slow
def test_against_the_gate_only_with_a_written_reason_that_is_kept(
    visitor: TestClient, opened: Database, trained: Trained
) -> None:
    sign_in(visitor, "analyst")
    first, second = trained.versions
    registry.promote(trained.home, first, "test", override="a test")
    page = visitor.get(f"/models/{second}/promotion").text
    assert "没有与在用模型" in page or "平均精度" in page
    status, _, text = send(visitor, f"/models/{second}/promotion", override="  ")
    assert status == 422
    assert "请写明理由" in text
    assert champion.load(trained.home).version == first
    status, onward, _ = send(visitor, f"/models/{second}/promotion", override="the new rules need it")
    assert (status, onward) == (303, f"/models/compare?first={first}&second={second}&job=1")
    assert "/jobs/1" in visitor.get(onward).text
    assert champion.load(trained.home).version == second
    assert "the new rules need it" in visitor.get("/models").text
    with opened.reading() as session:
        entries = session.scalars(select(AuditEntry).where(AuditEntry.action == "model.promoted")).all()
    assert [(entry.actor, entry.subject) for entry in entries] == [("analyst", f"model:{second}")]
    assert send(visitor, f"/models/{second}/promotion", override="again")[:2] == (303, "/models")
    assert len([act for act in history.read(trained.home) if act.act == "promoted"]) == 2


@pytest.mark.slow
def test_after_a_switch_the_page_says_how_far_the_queue_is_and_of_a_model_out_of_use_nothing(
    visitor: TestClient, opened: Database, trained: Trained
) -> None:
    sign_in(visitor, "analyst")
    first, second = trained.versions
    registry.promote(trained.home, first, "test", override="a test")
    _, onward, _ = send(visitor, f"/models/{second}/promotion", override="tried")
    assert "正在重新打分" in visitor.get(onward).text
    send(visitor, "/jobs/1/cancel")
    assert "没有重新打完分" in visitor.get(onward).text
    _, again, _ = send(visitor, "/jobs/1/again")
    work(opened, threading.Event(), once=True)
    done = onward.replace("job=1", f"job={again.rpartition('/')[2]}")
    assert "已按它重新打分" in visitor.get(done).text
    assert f"可能性由模型 {second} 给出" in visitor.get("/queue").text
    assert 'role="status"' not in visitor.get(done.replace(second, "x").replace(first, second).replace("x", first)).text
    assert visitor.get(onward.replace("job=1", "job=999")).status_code == 404
    visitor.cookies.delete("mingcha_session")
    sign_in(visitor, "supervisor")
    assert 'role="status"' not in visitor.get(done).text, "jobs are not for everybody who reads models"


@pytest.mark.slow
def test_going_back_needs_a_reason_and_happens_once(visitor: TestClient, trained: Trained) -> None:
    sign_in(visitor, "analyst")
    first, second = trained.versions
    assert visitor.get("/models/rollback").status_code == 404
    for version in trained.versions:
        registry.promote(trained.home, version, "test", override="a test")
    assert first in visitor.get("/models/rollback").text
    assert send(visitor, "/models/rollback", expected=f"{second} {first}")[0] == 422
    assert send(visitor, "/models/rollback", expected=f"{second} {first}", why="worse in the field")[0] == 303
    assert champion.load(trained.home).version == first
    assert send(visitor, "/models/rollback", expected=f"{second} {first}", why="again")[:2] == (303, "/models")
    assert champion.load(trained.home).version == first


@pytest.mark.slow
def test_who_may_not_promote_is_offered_no_way_and_goes_none(visitor: TestClient, trained: Trained) -> None:
    sign_in(visitor, "supervisor")
    version = trained.versions[0]
    assert "/promotion" not in visitor.get("/models").text
    assert visitor.get(f"/models/{version}/promotion").status_code == 403
    assert send(visitor, f"/models/{version}/promotion", override="all the same")[0] == 403
    assert send(visitor, "/models/rollback", expected="", why="all the same")[0] == 403
    assert isinstance(champion.load(trained.home), PriorBundle)


@pytest.mark.slow
def test_a_switch_that_did_not_reach_the_cases_is_told(visitor: TestClient, trained: Trained) -> None:
    sign_in(visitor, "analyst")
    registry.promote(trained.home, trained.versions[0], "test", override="a test")
    assert "重新打分" in visitor.get("/models").text


@pytest.mark.slow
def test_a_card_is_printed_without_pictures_and_written_with_them(
    trained: Trained, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MINGCHA_HOME", str(trained.home.path))
    serving_settings.cache_clear()
    version, file = trained.versions[0], tmp_path / "card.html"
    assert cli.run(["models", "card", version, "--language", "en"]) == 0
    told = capsys.readouterr().out
    assert version in told
    assert "What it must not be used for" in told
    assert cli.run(["models", "card", version, "--export", str(file)]) == 0
    assert "<svg" in file.read_text(encoding="utf-8")
    assert cli.run(["models", "card", version, "--export", str(tmp_path / "nowhere" / "card.html")]) == 1
    assert cli.run(["models", "card", version, "--export", str(tmp_path / "card.pdf")]) == 2
    serving_settings.cache_clear()
