"""Ledgers that earlier releases wrote open today and say the same to the dong: from their snapshot, without it, and without reports.

usage: golden_ledgers.py      the ledgers lie in tests/vectors/ledgers, each with the script that made it and what its program said of it
"""
import json
import os
import shutil
import sqlite3
import tarfile

from house import FAKETIME, SOURCE, House, run

LEDGERS = SOURCE / "tests" / "vectors" / "ledgers"
BOUNDED_SECRET = "bounded_feed_secret_19_bytes"
# When the old program was last asked: no request of these ledgers expires before we have looked.
ASKED_AT = "2026-11-24 02:00:30"
# Every figure of a report. How a report words and orders them may change, and new ones may come; these may not.
SUMS = ("registered", "total_stalls", "first_payment", "active_week", "active", "transactions", "amount", "median_amount", "unmatched",
        "unmatched_amount", "reversed", "collection_point_transactions", "collection_point_amount", "adjustment_transactions", "adjustment_amount")
TABLES = ("by_stall", "by_zone", "by_provider", "by_hour", "closed", "adjustments")


class Restored(House):
    """A ledger of tests/vectors/ledgers, as its program left it, and what that program said."""

    def __init__(self, path):
        super().__init__(demo_wallet=True, demo_wallet_beside_real_feeds=True)
        config = json.loads(self.config.read_text())
        config["feeds"]["sepay-bounded"] = {"connector": "sepay", "auth": "hmac", "secret": BOUNDED_SECRET, "accounts": ["970422:0123499999"]}
        self.config.write_text(json.dumps(config))
        shutil.rmtree(self.data)
        with tarfile.open(path) as archive:
            archive.extractall(self.work, filter="data")
        for part in [self.data, *self.data.iterdir()]:
            part.chmod(0o700 if part.is_dir() else 0o600)
        self.token = (self.data / "operator.token").read_text().strip()
        self.told = json.loads(path.with_name(path.name.removesuffix(".tar.xz") + ".json").read_text())

    def start(self, limit_s=60):
        kept = os.environ.copy()
        if FAKETIME:
            os.environ.update(LD_PRELOAD=FAKETIME[0], FAKETIME=f"@{ASKED_AT}", TZ="UTC", FAKETIME_DONT_FAKE_MONOTONIC="1", DONT_FAKE_MONOTONIC="1")
        try:
            super().start(limit_s)
        finally:
            os.environ.clear()
            os.environ.update(kept)


def ledgers():
    found = sorted(LEDGERS.glob("*/*.tar.xz"))
    assert found, f"no ledger in {LEDGERS}"
    return found


def lacks(told, said):
    """What `said` does not say of what was told; it may say more."""
    if isinstance(told, dict) and isinstance(said, dict):
        return [f"{key}: {wrong}" for key in told for wrong in (lacks(told[key], said[key]) if key in said else ["is missing"])]
    if isinstance(told, list) and isinstance(said, list) and len(told) == len(said):
        return [f"{place}: {wrong}" for place, pair in enumerate(zip(told, said)) for wrong in lacks(*pair)]
    return [] if told == said else [f"{told!r} became {said!r}"]


def same(what, told, said):
    wrong = lacks(told, said)
    assert not wrong, f"{what}: {wrong[0]} ({len(wrong)} differences)"


def without_status(request):
    return request if FAKETIME else {key: value for key, value in request.items() if key != "status"}  # It may have expired by now.


def says_the_same(house):
    told = house.told
    said = {name: list(house.items("/v1/" + name)) for name in ("events", "transfers")}
    same("events", told["events"], said["events"][:len(told["events"])])
    same("transfers", told["transfers"], said["transfers"])
    for reports, path in (("daily", "daily?market_id={market_id}&date={date}"), ("range", "range?market_id={market_id}&from={from}&to={to}")):
        for report in told[reports]:
            path_now = "/v1/reports/" + path.format(**report)
            same(path_now, {name: report[name] for name in SUMS + TABLES if name in report}, house.ok("GET", path_now))
    for request in told["requests"]:
        same(request["id"], without_status(request), without_status(house.ok("GET", f"/v1/payment-requests/{request['id']}")))
    for stall in told["stalls"]:
        same(stall["id"], stall, house.ok("GET", f"/v1/stalls/{stall['id']}"))


def each(act):
    for path in ledgers():
        with_name = path.relative_to(LEDGERS)
        house = Restored(path)
        try:
            verified = house.run("ledger", "verify", "--data", house.data).stdout.splitlines()
            assert verified == house.told["verify"], f"{with_name}: {verified}"
            act(house)
            house.start()
            says_the_same(house)
            assert house.stop() == 0
            verified = house.run("ledger", "verify", "--data", house.data).stdout.splitlines()
            if FAKETIME:
                assert verified == house.told["verify"], f"{with_name}: reading it changed it: {verified}"
        except BaseException as error:
            house.__exit__(type(error), error, None)
            raise AssertionError(f"{with_name}: {error}") from error
        house.__exit__(None, None, None)


def as_it_was_left():
    """with its reports and its snapshot of the book in place"""
    def has_a_snapshot(house):
        with sqlite3.connect(f"file:{house.data}/reports.sqlite?mode=ro", uri=True) as database:
            assert database.execute("SELECT count(*) FROM book_snapshot").fetchone()[0] == 1
    each(has_a_snapshot)


def without_reports():
    """with its reports deleted, and the snapshot with them"""
    def forget(house):
        for file in house.data.glob("reports.sqlite*"):
            file.unlink()
    each(forget)


def without_a_snapshot():
    """with its reports, but without the snapshot: every event is applied again"""
    def forget(house):
        with sqlite3.connect(house.data / "reports.sqlite") as database:
            database.execute("DELETE FROM book_snapshot")
    each(forget)


def holds_every_event():
    """holds every event that its program knew"""
    types = {event["type"] for path in ledgers() for event in json.loads(path.with_name(path.name.removesuffix(".tar.xz") + ".json").read_text())["events"]}
    assert len(types) == 19, f"{len(types)} types: {sorted(types)}"


if __name__ == "__main__":
    run([as_it_was_left, without_reports, without_a_snapshot, holds_every_event])
