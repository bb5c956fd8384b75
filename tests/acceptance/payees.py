"""Nobody alone redirects a stall's money: two people, the screens that say so, another market's account, time, kills."""
import json
import os
import sys
import time

from house import FAKETIME, House, run, wallet_notice
from pairing import Phone, Stream, furnished, show

NEW = [{"bin": "970422", "account_number": "0123454821", "account_name": "NGUYEN THI LAN"}]


def numbers(house, stall):
    return [one["account_number"] for one in house.ok("GET", f"/v1/stalls/{stall['id']}")["accounts"]]


def until(holds, limit_s=20):
    deadline = time.monotonic() + limit_s
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def code_of(answer):
    status, body = answer
    return body.get("code", status) if isinstance(body, dict) else status


def a_token_alone_redirects_nothing():
    """A board's token, and the operator's, change no payee and confirm none; the vendor's open screen is told of every proposal at once"""
    with House() as house:
        market, stall = furnished(house)
        board = house.ok("POST", "/v1/tokens", {"role": "board", "market_id": market["id"]})["token"]
        path = f"/v1/stalls/{stall['id']}"
        for token in (board, "operator"):
            status, problem, _ = house.call("PATCH", path, {"accounts": NEW}, token=token)
            assert (status, problem["code"]) == (409, "payee_change_needed"), problem
            assert house.call("POST", path + "/payee-changes", {"accounts": NEW}, token=token)[0] == 403
        assert numbers(house, stall) == ["0011012345678"]
        phone = Phone(house)
        assert phone.pair(show(house, stall)["code"])[0] == 201
        screen = Stream(phone, stall)
        until(lambda: "event: hello" in screen.text)
        assert '"last_digits":"5678"' in screen.text and '"payee_change":null' in screen.text, screen.text
        hoa = house.person("hoa", market)
        began = time.monotonic()
        status, change = house.asks(hoa, "POST", path + "/payee-changes", {"accounts": NEW})
        assert status == 201, change
        until(lambda: '"what":"proposed"' in screen.text and '"last_digits":"4821"' in screen.text, 2)
        assert time.monotonic() - began < 2
        status, confirmed = phone.call("POST", f"{path}/payee-changes/{change['id']}/confirm", {})
        assert (status, confirmed["status"]) == (200, "confirmed"), confirmed
        away = Stream(phone, stall)  # A screen that was away says it, too.
        until(lambda: "event: hello" in away.text)
        assert change["id"] in away.text and "takes_effect_at" in away.text, away.text
        assert phone.call("POST", f"{path}/payee-changes/{change['id']}/refuse", {"reason": "không xin"})[1]["status"] == "refused"
        assert numbers(house, stall) == ["0011012345678"]


def one_person_stays_one():
    """A person of the board with phones that they let in, and phones that those let in, proposes and confirms nothing alone"""
    with House() as house:
        market, stall = furnished(house)
        house.ok("PATCH", f"/v1/markets/{market['id']}", {"payee_delay_hours": 0})
        hoa, path = house.person("hoa", market), f"/v1/stalls/{stall['id']}"
        phones = [Phone(house), Phone(house)]
        code = house.asks(hoa, "POST", path + "/pairing", {"role": "owner"})[1]["code"]
        assert phones[0].pair(code)[0] == 201
        assert phones[1].pair(phones[0].call("POST", path + "/pairing", {"role": "owner"})[1]["code"])[0] == 201
        as_hoa = lambda method, where, body: house.asks(hoa, method, where, body)
        everybody = [as_hoa, phones[0].call, phones[1].call]
        for proposes in everybody:
            status, change = proposes("POST", path + "/payee-changes", {"accounts": NEW})
            assert status == 201, change
            for confirms in everybody:
                answer = confirms("POST", f"{path}/payee-changes/{change['id']}/confirm", {"reason": "tôi đây"})
                assert code_of(answer) == "payee_change_alone", answer
            assert as_hoa("POST", f"{path}/payee-changes/{change['id']}/refuse", {})[0] == 200
        time.sleep(1)
        assert numbers(house, stall) == ["0011012345678"]


def two_agree_and_the_old_stand_is_watched():
    """Proposed by one of the board and confirmed with a reason by another: in effect by itself, over a kill, with the old account watched"""
    with House() as house:
        market, stall = furnished(house)
        house.ok("PATCH", f"/v1/markets/{market['id']}", {"payee_delay_hours": 0})
        hoa, binh = house.person("hoa", market), house.person("binh", market)
        path = f"/v1/stalls/{stall['id']}/payee-changes"
        change = house.asks(hoa, "POST", path, {"accounts": NEW, "reason": "đổi ngân hàng"})[1]
        confirm = f"{path}/{change['id']}/confirm"
        assert code_of(house.asks(binh, "POST", confirm, {})) == "payee_reason_needed"
        house.kill()
        house.start()
        assert house.asks(binh, "POST", confirm, {"reason": "gặp tại quầy"})[0] == 200
        until(lambda: numbers(house, stall) == ["0123454821"])
        for number, account in ((1, "0011012345678"), (2, "0123454821")):
            notice = wallet_notice(number, content="mua rau", account=account, bin="970436" if number == 1 else "970422")
            assert house.wallet(notice)[1]["status"] == "matched", account
        history = house.ok("GET", path)["items"]
        assert [one["status"] for one in history] == ["in_effect", "at_once"], history
        assert history[0]["steps"][0]["by"]["name"] == "Cô binh" and history[0]["steps"][0]["reason"] == "gặp tại quầy"


def another_in_its_place_is_a_change():
    """One person closes a stall and registers its number anew: with the same account at once, with another only by two, over a kill"""
    with House() as house:
        market, stall = furnished(house)
        house.ok("PATCH", f"/v1/markets/{market['id']}", {"payee_delay_hours": 0})
        hoa, binh = house.person("hoa", market), house.person("binh", market)
        stalls = f"/v1/markets/{market['id']}/stalls"

        def anew(accounts):
            assert house.asks(hoa, "POST", f"/v1/stalls/{stall['id']}/close", {"reason": "nghỉ"})[0] == 200
            status, made = house.asks(hoa, "POST", stalls, {"code": stall["code"], "accounts": accounts})
            assert status == 201, made
            return made

        same = house.ok("GET", f"/v1/stalls/{stall['id']}")["accounts"]
        stall = anew([{key: same[0][key] for key in ("bin", "account_number", "account_name")}])
        assert numbers(house, stall) == ["0011012345678"]
        stall = anew([])
        path = f"/v1/stalls/{stall['id']}"
        house.kill()
        house.start()
        assert code_of(house.asks(hoa, "PATCH", path, {"accounts": NEW})) == "payee_change_needed"
        stall = anew(NEW)
        path = f"/v1/stalls/{stall['id']}/payee-changes"
        assert stall["registered"] is False
        waiting = house.asks(binh, "GET", path)[1]["items"][0]
        confirm = f"{path}/{waiting['id']}/confirm"
        assert code_of(house.asks(hoa, "POST", confirm, {"reason": "tôi đây"})) == "payee_change_alone"
        assert numbers(house, stall) == []
        assert house.asks(binh, "POST", confirm, {"reason": "đã gặp người bán mới"})[0] == 200
        until(lambda: numbers(house, stall) == ["0123454821"])


def another_markets_account_needs_both():
    """Market A registers market B's account: B's payments without a code stay B's, until somebody of B's board has agreed"""
    with House() as house:
        mine, other = house.market(), house.market(name="Chợ Khác", code="khac")
        theirs = house.stall(other, "B-1", "0055443322")
        added = house.stall(mine, "A-9", "0055443322")
        assert added["registered"] is False and added["accounts"] == []
        paid = house.wallet(wallet_notice(1, content="cam on", account="0055443322", bin="970436"))[1]
        assert paid["status"] == "matched"
        assert house.ok("GET", f"/v1/transfers?stall_id={theirs['id']}")["items"][0]["status"] == "matched"
        binh = house.person("binh", other)
        asked = house.asks(binh, "GET", f"/v1/markets/{other['id']}/payee-changes")[1]["items"]
        assert len(asked) == 1 and asked[0]["stall"] == "A-9" and "account_number" not in json.dumps(asked), asked
        assert house.asks(binh, "POST", f"/v1/stalls/{added['id']}/payee-changes/{asked[0]['id']}/confirm", {})[0] == 200
        until(lambda: numbers(house, added) == ["0055443322"])


def a_list_proposes():
    """choqr import names the lines that wait for somebody, and changes no account"""
    with House() as house:
        market, stall = furnished(house)
        other = house.market(name="Chợ Khác", code="khac")
        house.stall(other, "B-1", "0055443322")
        file = house.work / "list.csv"
        file.write_text("mã quầy,ngân hàng,số tài khoản,tên tài khoản\nA-1,MB,0123454821,NGUYEN THI LAN\nA-2,VCB,0055443322,LE VAN BA\n")
        gateway = ("--url", house.url, "--token", house.token, "--market", market["id"])
        said = house.run("import", *gateway, "stalls", file).stdout
        assert "somebody else has to confirm" in said and "its board has to agree" in said, said
        house.run("import", *gateway, "--yes", "stalls", file)
        assert numbers(house, stall) == ["0011012345678"]
        assert len(house.ok("GET", f"/v1/markets/{market['id']}/payee-changes")["items"]) == 2


def many_changes_are_an_alarm():
    """More than three proposals, and than one stall in twenty, within a day: doctor says so, and /metrics"""
    with House() as house:
        market, stall = furnished(house)
        hoa = house.person("hoa", market)
        for number in range(4):
            accounts = [{**NEW[0], "account_number": f"012345000{number}"}]
            assert house.asks(hoa, "POST", f"/v1/stalls/{stall['id']}/payee-changes", {"accounts": accounts})[0] == 201
        until(lambda: b"choqr_payee_alarm_markets 1" in house.call("GET", "/metrics", token=None)[1])
        said = house.run("doctor", "--data", house.data, check=False).stdout
        assert "4 lần đề nghị đổi tài khoản" in said or "4 changes of accounts" in said, said


def unconfirmed_it_lapses():
    """Fourteen days after nobody confirmed, it is over, by the clock alone"""
    with House() as house:
        market, stall = furnished(house)
        hoa, path = house.person("hoa", market), f"/v1/stalls/{stall['id']}/payee-changes"
        change = house.asks(hoa, "POST", path, {"accounts": NEW})[1]
        house.stop()
        kept = os.environ.copy()
        os.environ.update(LD_PRELOAD=FAKETIME[0], FAKETIME="+15d", FAKETIME_DONT_FAKE_MONOTONIC="1", DONT_FAKE_MONOTONIC="1")
        try:
            house.start()
        finally:
            os.environ.clear()
            os.environ.update(kept)
        until(lambda: house.ok("GET", path)["items"][0]["status"] == "lapsed")
        assert numbers(house, stall) == ["0011012345678"]
        an = house.person("ngan")
        assert code_of(house.asks(an, "POST", f"{path}/{change['id']}/confirm", {"reason": "r"})) == "payee_change_not_found"


if __name__ == "__main__":
    tests = [a_token_alone_redirects_nothing, one_person_stays_one, two_agree_and_the_old_stand_is_watched, another_in_its_place_is_a_change,
             another_markets_account_needs_both,
             a_list_proposes, many_changes_are_an_alarm]
    if FAKETIME:
        tests.append(unconfirmed_it_lapses)
    else:
        print("without libfaketime (Debian's faketime) nobody waits for 14 days", file=sys.stderr)
    run(tests)
