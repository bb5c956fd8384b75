"""The Vũng Tàu day: 506 stalls, 200 registered, 393 payments at 70 stalls, seen by everyone the same to the đồng."""
import json
import time

from house import House, SOURCE, run

DEMO = SOURCE / "config/demo"


def the_day():
    """the report, the transfers, the exported ledger and the rebuilt SQLite agree on 393 payments at 70 of 200 of 506"""
    with House() as house:
        market = house.ok("POST", "/v1/markets", json.loads((DEMO / "market.json").read_text()))
        house.run("import", "--url", house.url, "--token", house.token, "--market", market["id"], "stalls", DEMO / "stalls.csv", "--yes")
        stalls = list(house.items(f"/v1/markets/{market['id']}/stalls"))
        assert len(stalls) == 506 and sum(s["registered"] for s in stalls) == 200, len(stalls)
        again = house.run("import", "--url", house.url, "--token", house.token, "--market", market["id"], "stalls", DEMO / "stalls.csv", "--yes")
        assert len(list(house.items(f"/v1/markets/{market['id']}/stalls"))) == 506, again.stdout

        simulated = house.run("simulate", "--url", house.url, "--data", house.data, "--config", house.config, "--market", market["id"],
                              "--demo", DEMO, "--seed", 1, "--faults", "none")
        transfers = list(house.items("/v1/transfers"))
        matched = [t for t in transfers if t["status"] == "matched"]
        assert len(matched) == 393, (len(matched), simulated.stdout)
        assert len({t["stall_id"] for t in matched}) == 70

        days = {time.strftime("%Y-%m-%d", time.gmtime(parse(t["booked_at"]) + 7 * 3600)) for t in matched}
        report = house.ok("GET", f"/v1/reports/range?market_id={market['id']}&from={min(days)}&to={max(days)}")
        check(report, matched)
        if len(days) == 1:
            check(house.ok("GET", f"/v1/reports/daily?market_id={market['id']}&date={min(days)}"), matched)

        assert house.stop() == 0, "the gateway stops cleanly"
        exported = [json.loads(line) for line in house.run("ledger", "export", "--data", house.data).stdout.splitlines()]
        sequences = [line["sequence"] for line in exported]
        assert sequences == list(range(len(exported))), "the export is complete and in order"
        received = [line for line in exported if line["type"] == "transfer_received"]
        assert len(received) == 393
        assert [line["sequence"] for line in received] == sorted(t["sequence"] for t in transfers)

        databases = list(house.data.rglob("*.sqlite*"))
        assert databases, "there is a SQLite file to delete"
        for file in databases:
            file.unlink()
        house.start()
        rebuilt = house.ok("GET", f"/v1/reports/range?market_id={market['id']}&from={min(days)}&to={max(days)}")
        assert rebuilt == report, "the rebuilt reports say the same"


def check(report, matched):
    assert report["total_stalls"] == 506 and report["registered"] == 200, report
    assert report["registration_rate"] == 39.5, report
    assert report["active"] == 70 and report["transactions"] == 393, report
    assert report["per_active_stall"] == 5.6 and report["per_registered_stall"] == 2.0, report
    assert report["amount"] == sum(t["amount"] for t in matched), report
    amounts = sorted(t["amount"] for t in matched)
    assert report["median_amount"] == amounts[(len(amounts) - 1) // 2], report
    assert report["unmatched"] == 0, report


def parse(instant):
    from datetime import datetime
    return datetime.fromisoformat(instant.replace("Z", "+00:00")).timestamp()


if __name__ == "__main__":
    run([the_day])
