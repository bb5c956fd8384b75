"""Roles that hold for a province, a commune or a day, as the command line and the clock meet them. What is not here, is in
tests/gateway/api/{access,market_devices,tokens}_test.cpp, in one process.
"""
import datetime
import os
import time

from house import FAKETIME, House, run
from login import LoginHouse, code_in
from pairing import Phone, Timed

HOUR, DAY = 3600, 86400
VIETNAM = datetime.timezone(datetime.timedelta(hours=7))


def people_of_every_role():
    """choqr user invites province, commune, board, fee officer and volunteer, with a gateway and without, and says what each needs"""
    house = LoginHouse()
    with house:
        market = house.market(province="Lâm Đồng", commune="Tân Hội")["id"]
        away = house.market(code="xa", province="Lào Cai", commune="Tân Hội")["id"]
        by_url = ("--url", house.url, "--token-file", house.data / "operator.token")
        places = {"province": ["--province", "LÂM ĐỒNG"], "commune": ["--province", "Lâm Đồng", "--commune", "tân hội"],
                  "board": ["--market", market], "fee_officer": ["--province", "Lâm Đồng", "--commune", "Tân Hội"],
                  "volunteer": ["--market", market, "--zone", "Rau"]}
        for role, place in places.items():
            cookie = house.accept(code_in(house.run("user", "invite", f"{role}-1", "--role", role, *place, *by_url).stdout))
            me = house.as_page("GET", "/v1/me", cookie=cookie)[1]
            assert me["role"] == role and me["kind"] == "person", me
            assert house.as_page("GET", f"/v1/markets/{market}", cookie=cookie)[0] == 200, role
            assert house.as_page("GET", f"/v1/markets/{away}", cookie=cookie)[0] == 404, role
            assert [one["id"] for one in house.as_page("GET", "/v1/markets", cookie=cookie)[1]["items"]] == [market], role
        for role, place in [("province", []), ("commune", ["--commune", "Tân Hội"]), ("board", ["--province", "Lâm Đồng"]), ("operator", ["--market", market]),
                            ("fee_officer", ["--market", market, *places["commune"]]), ("vendor", []), ("display", ["--market", market])]:
            wrong = house.run("user", "invite", "ai", "--role", role, *place, *by_url, check=False)
            assert wrong.returncode == 2 and len(wrong.stderr.splitlines()) == 1, (role, wrong.stderr)
        house.stop()
        house.run("user", "invite", "xa-2", "--role", "commune", "--province", "Lâm Đồng", "--commune", "Tân Hội", "--data", house.data)
        listed = house.run("user", "list", "--data", house.data).stdout.splitlines()
        assert {line.split("\t")[2] for line in listed} == {"operator", "province LÂM ĐỒNG", "commune Lâm Đồng, tân hội", f"board {market}",
                                                             "fee_officer Lâm Đồng, Tân Hội", f"volunteer {market} Rau", "commune Lâm Đồng, Tân Hội"}, listed


def seconds_until_midnight(ahead=0):
    """In Vietnam, from a clock that is `ahead` seconds ahead."""
    now = datetime.datetime.now(VIETNAM) + datetime.timedelta(seconds=ahead)
    return DAY - (now.hour * 3600 + now.minute * 60 + now.second) + 1


def a_volunteers_day():
    """a volunteer's phone works until the market's day ends, to the second, across a restart; the next day needs another code"""
    with Timed() as house:
        market = house.market()["id"]
        show = lambda: house.ok("POST", f"/v1/markets/{market}/pairing", {"role": "volunteer"})
        code = show()["code"]
        hoa = Phone(house)
        assert hoa.pair(code)[0] == 201
        midnight = seconds_until_midnight()
        house.step(seconds=max(0, midnight - 30))
        assert hoa.call("GET", f"/v1/markets/{market}/stalls")[0] == 200
        house.kill()
        house.start()
        assert hoa.call("GET", f"/v1/markets/{market}/stalls")[0] == 200, "it is in the ledger"
        house.step(seconds=midnight + 30)
        for _ in range(2):
            status, content = hoa.call("GET", f"/v1/markets/{market}/stalls")[:2]
            assert (status, content["code"]) == (401, "device_ended"), content
            house.kill()
            house.start()
        assert house.ok("GET", f"/v1/markets/{market}/devices")["items"] == []
        assert Phone(house).pair(code)[1]["code"] in ("pairing_code_unknown", "pairing_code_expired")
        assert show()["code"] != code
        assert hoa.pair(show()["code"])[0] == 201
        assert hoa.call("GET", f"/v1/markets/{market}/stalls")[0] == 200


def a_token_that_ends():
    """a token with an end is warned of for a week by the doctor, refused when it has come, and said to be expired"""
    with Timed() as house:
        made = house.ok("POST", "/v1/tokens", {"role": "operator", "label": "kế toán", "scopes": ["list_places"], "expires_in_days": 9})

        def doctor():
            clock = dict(os.environ, LD_PRELOAD=FAKETIME[0], FAKETIME_TIMESTAMP_FILE=str(house.clock), FAKETIME_NO_CACHE="1")
            said = house.run("doctor", "--data", house.data, check=False, env=clock).stdout
            return [line for line in said.splitlines() if made["id"] in line]

        time.sleep(0.5)
        assert doctor() == []
        house.step(days=3)
        assert house.call("GET", "/v1/markets", token=made["token"])[0] == 200
        assert len(doctor()) == 1 and "kế toán) expires in " in doctor()[0], doctor()
        house.step(days=10)
        status, content, _ = house.call("GET", "/v1/markets", token=made["token"])
        assert (status, content["code"]) == (401, "token_expired"), content
        assert len(doctor()) == 1 and "expired " in doctor()[0], doctor()
        assert [one["expired"] for one in house.items("/v1/tokens") if one["id"] == made["id"]] == [True]


def the_operators_file_is_a_local_door():
    """operator.token opens nothing for a request that came through a proxy, and its refusal says what to do"""
    with House() as house:
        assert house.call("GET", "/v1/me")[0] == 200
        for field in ("X-Forwarded-For", "Forwarded", "Via"):
            status, content, _ = house.call("GET", "/v1/me", headers={field: "127.0.0.1"})
            assert (status, content["code"]) == (403, "loopback_only") and "POST /v1/tokens" in content["detail"], content


if __name__ == "__main__":
    run([people_of_every_role, a_volunteers_day, a_token_that_ends, the_operators_file_is_a_local_door])
