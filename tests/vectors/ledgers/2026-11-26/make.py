"""Made the ledgers of this folder with the program of 26 November 2026 (commit fce8902), over HTTP alone, under a clock of their own.

usage: CHOQR=BUILD/gateway/choqr PYTHONPATH=tests/acceptance python3 make.py      needs libfaketime

Kept so that a reader sees what is in them. The ledgers are not made again: what that program wrote is what must open for ever.
`money` holds every event but one, with fields set and unset; `trial` is a ledger in which nothing is money.
"""
import calendar
import json
import os
import pathlib
import tarfile
import time

from clock import LIBRARY, Timed
from house import sepay_notice, wallet_notice

HERE = pathlib.Path(__file__).resolve().parent
FOUNDED = "2026-11-20T01:00:00Z"
WHEN = "%Y-%m-%dT%H:%M:%SZ"
BOUNDED_SECRET = "bounded_feed_secret_19_bytes"


def seconds_until(moment):
    return calendar.timegm(time.strptime(moment, WHEN)) - time.time()


class Made(Timed):
    def run(self, *arguments, **options):
        """Founded before anything happens in it: recorded time never runs back."""
        if arguments[0] == "init":
            options["env"] = {**os.environ, "LD_PRELOAD": LIBRARY[0], "FAKETIME": f"{seconds_until(FOUNDED):+.0f}"}
        return super().run(*arguments, **options)

    def at(self, moment):
        """From here on the gateway lives at this moment. Vietnam is seven hours ahead of it."""
        self.step(f"{seconds_until(moment):+.0f}")
        time.sleep(1.2)  # What is due is done by a timer.

    def booked(self, back=0):
        return time.strftime(WHEN, time.gmtime(self.now() - back))

    def pays(self, number, content, account="0011012345678", amount=45000, expect=200, back=0, **fields):
        notice = wallet_notice(number, content, account, amount, **{"booked_at": self.booked(back), **fields})
        status, content, _ = self.wallet(notice, at=self.now())
        assert status == expect, (number, status, content)
        return content

    def tells(self, number, content, expect=200, feed="sepay-main", **fields):
        day = time.strftime("%Y-%m-%d %H:%M:%S", time.gmtime(self.now() + 7 * 3600))
        secret = {"secret": BOUNDED_SECRET} if feed == "sepay-bounded" else {}
        notice = sepay_notice(number, content, **{"transactionDate": day, **fields})
        status, content, _ = self.sepay(notice, feed=feed, at=self.now(), **secret)
        assert status == expect, (number, status, content)
        return content

    def transfer(self, reference):
        return next(one for one in self.items("/v1/transfers") if one["provider_reference"] == reference)

    def closes(self, market, day):
        return self.ok("POST", f"/v1/days/{day}/close?market_id={market['id']}", {})

    def asks(self, stall, amount, **fields):
        return self.ok("POST", "/v1/payment-requests", {"stall_id": stall["id"], "amount": amount, **fields})


def places(house):
    day = house.market(name="Chợ Vũng Tàu", code="vungtau", province="Hồ Chí Minh", commune="Vũng Tàu")
    night = house.market(name="Chợ đêm Kỳ Lừa", code="kylua", province="Lạng Sơn", commune="Kỳ Lừa", business_day_cutoff="12:00")
    house.ok("PATCH", f"/v1/markets/{day['id']}", {"watch_days": 30})
    house.ok("PATCH", f"/v1/markets/{night['id']}", {"stalls_max": 50})
    stalls = {
        "own": house.stall(day, "A-01", "0011012345678"),
        "shared": house.stall(day, "A-02", "0022012345678", name="TRAN VAN BA", vendor={"name": "Bà Ba", "kind": "household_business"}),
        "sharing": house.stall(day, "A-03", "0022012345678", name="TRAN VAN BA", vendor={"name": "Ông Tư", "kind": "organisation"}),
        "none": house.ok("POST", f"/v1/markets/{day['id']}/stalls", {"code": "A-04", "zone": "B"}),
        "closing": house.stall(day, "B-01", "0033012345678", zone="B", goods="cá biển"),
        "leaving": house.stall(day, "B-02", "0044012345678", zone="B", goods="thịt", name="LE THI SAU",
                               vendor={"name": "Cô Sáu", "phone": "+84 912 345 678", "kind": "person"}),
        "fees": house.ok("POST", f"/v1/markets/{day['id']}/stalls", {
            "code": "PHI-1", "kind": "collection_point", "vendor": {"name": "Ban quản lý chợ", "kind": "organisation"},
            "accounts": [{"bin": "970415", "account_number": "1155667788", "account_name": "BAN QUAN LY CHO"}]}),
        "several": house.ok("POST", f"/v1/markets/{day['id']}/stalls", {
            "code": "C-10", "zone": "C", "goods": "hoa", "vendor": {"name": "Chị Bảy", "kind": "person"},
            "accounts": [{"bin": "970422", "account_number": "0123499999", "account_name": "PHAM THI BAY"},
                         {"bin": "971025", "account_number": "0901234567", "account_name": "PHAM THI BAY", "kind": "wallet_phone"},
                         {"bin": "970422", "account_number": "VQR00A1", "account_name": "PHAM THI BAY", "kind": "virtual_account"}]}),
        "night": house.stall(night, "1", "0055012345678", name="HOANG VAN CHIN", zone="", goods=""),
        "night2": house.stall(night, "2", "0066012345678", name="VI THI MUOI"),
    }
    for number in range(4):
        stalls[f"row{number}"] = house.stall(day, f"D-{number}", f"007{number}012345678", zone="D", goods="rau củ", name="NGUYEN VAN D")
    return day, night, stalls


def first_day(house, day, stalls):
    """20 November: ordinary payments, every kind of match, requests, a copy, a conflict."""
    own, shared, several = stalls["own"], stalls["shared"], stalls["several"]
    house.pays(1, "mua rau")
    house.pays(1, "mua rau")  # The same again.
    house.pays(1, "mua rau", amount=46000, expect=409)  # A conflict.
    house.pays(1, "mua rau", amount=46000, expect=409)
    house.pays(2, f"{shared['stall_code']} mua thit", account="0022012345678", amount=120000)
    house.pays(3, "khong ma", account="0022012345678", amount=77000)  # Two share it: unmatched.
    house.pays(4, f"{shared['stall_code']} {own['stall_code']}", amount=10000)  # Codes of two.
    house.pays(5, f"{shared['stall_code']}", amount=11000)  # The code says one, the account another.
    house.pays(6, "xyz", account="9999999999", amount=99000)  # Nobody's.
    house.pays(7, "tien ra", direction="out", amount=5000)
    house.pays(8, "co nguoi gui", amount=31000, payer={"bin": "970422", "account_number": "0987654321", "name": "ĐỖ THỊ MUA"})
    house.pays(9, "phi cho", account="1155667788", bin="970415", amount=300000)
    house.pays(10, "vi", account="0901234567", bin="971025", amount=15000)
    house.pays(11, f"{several['stall_code']} hoa", account="0123499999", bin="970422", amount=250000)
    for row in range(4):
        for number in range(3):
            house.pays(100 + 10 * row + number, "rau", account=f"007{row}012345678", amount=10000 * (row + 1) + 500 * number)
    house.tells(501, f"MBVCB.123.{several['stall_code']} mua hoa.CT tu 001", transferAmount=64000)
    house.tells(501, f"MBVCB.123.{several['stall_code']} mua hoa.CT tu 001", transferAmount=64000)
    house.tells(502, "khong thoi gian", transferAmount=21000, transactionDate="", accountNumber="0123499999", gateway="MBBank")
    house.tells(503, "tien vao tieu khoan", transferAmount=22000, subAccount="VQR00A1", gateway="MBBank")
    house.tells(504, "tien ra", transferType="out", transferAmount=9000)
    house.tells(505, f"{own['stall_code']} ngoai gioi han", feed="sepay-bounded", transferAmount=12000, accountNumber="0011012345678")
    house.tells(506, f"{several['stall_code']} trong gioi han", feed="sepay-bounded", transferAmount=13000, accountNumber="0123499999", gateway="MBBank")

    settled = house.asks(own, 50000, description="2 kg cà chua")
    house.pays(20, settled["reference_code"], amount=50000)
    under = house.asks(own, 50000)
    house.pays(21, under["reference_code"], amount=20000)
    over = house.asks(own, 50000, expires_in_s=3600)
    house.pays(22, over["reference_code"], amount=80000)
    back = house.asks(several, 40000, description="Hoa cưới")
    house.pays(23, back["reference_code"], account="0123499999", bin="970422", amount=40000)
    house.pays(24, "hoan", account="0123499999", bin="970422", amount=40000, direction="out", reversal_of="w-23")  # Open again.
    house.ok("POST", f"/v1/payment-requests/{house.asks(own, 70000)['id']}/cancel", {})
    house.asks(own, 90000, description="Sẽ hết hạn", expires_in_s=600)
    house.pays(25, "hoan truoc", direction="out", amount=33000, reversal_of="w-26")  # The reversal comes first.
    house.pays(26, "mua ca", amount=33000)
    house.pays(27, "hoan mot phan", direction="out", amount=1000, reversal_of="w-2")  # Not the whole: only money that moved.
    house.pays(28, "hoan cua ai", direction="out", amount=8000, reversal_of="w-never")  # Of nothing we know.
    house.pays(29, "hoan vao", direction="in", amount=8500, reversal_of="w-never-either")
    house.pays(30, "rat cu", amount=14000, back=60 * 86400)  # Not believed: counts when recorded.
    house.pays(31, "mai moi co", amount=14500, back=-3600)

    status, _, _ = house.call("POST", "/demo/pay", {"qr_payload": own["qr_payload"], "amount": 10000})  # A trial among money.
    assert status == 200, status
    house.pays(40, "cua nguoi di", account="0044012345678", amount=88000, payer={"name": "NGUOI MUA"})
    house.pays(40, "cua nguoi di", account="0044012345678", amount=88001, expect=409)
    house.asks(stalls["leaving"], 12000, description="Cô Sáu bán thịt")
    for reference, stall in (("w-3", shared), ("w-6", own)):
        house.ok("POST", f"/v1/transfers/{house.transfer(reference)['id']}/assign", {"stall_id": stall["id"], "reason": "người mua gọi"})


def people(house, day, stalls):
    board = house.ok("POST", "/v1/tokens", {"role": "board", "market_id": day["id"], "label": "Ban quản lý"})
    house.ok("POST", "/v1/tokens", {"role": "vendor", "stall_id": stalls["own"]["id"], "label": "Máy cô Lan"})
    house.ok("POST", "/v1/tokens", {"role": "operator", "label": ""})
    house.ok("POST", "/v1/tokens", {"role": "provider", "feed": "sepay-main", "label": "sepay"})
    status, _, _ = house.call("DELETE", f"/v1/tokens/{board['id']}")
    assert status == 204, status


def changes(house, day, stalls):
    house.ok("POST", f"/v1/markets/{day['id']}/stands:printed", {"stands": [
        {"stall_id": stalls[name]["id"], "version": 1} for name in ("own", "shared", "several")]})
    house.ok("PATCH", f"/v1/stalls/{stalls['sharing']['id']}", {"zone": "A2", "goods": "gà"})
    house.ok("PATCH", f"/v1/stalls/{stalls['row0']['id']}", {"accounts": [
        {"bin": "970422", "account_number": "7700112233", "account_name": "NGUYEN VAN D"}]})
    house.ok("PATCH", f"/v1/stalls/{stalls['row1']['id']}", {"vendor": {"name": "Anh Năm", "kind": "person", "phone": "0911111111"}})
    house.pays(60, "con ve so cu", account="0070012345678", amount=17000)  # On the account given up.
    house.ok("POST", f"/v1/stalls/{stalls['row2']['id']}/suspend", {"reason": "sửa quầy"})
    house.pays(61, "dang nghi", account="0072012345678", amount=18000)
    house.ok("POST", f"/v1/stalls/{stalls['row2']['id']}/resume")
    house.ok("POST", f"/v1/stalls/{stalls['row3']['id']}/suspend")


def once_only(house, day, stalls):
    key = {"Idempotency-Key": "golden-1"}
    body = {"stall_id": stalls["night"]["id"], "amount": 66000, "description": "một lần"}
    first = house.ok("POST", "/v1/payment-requests", body, headers=key)
    assert house.ok("POST", "/v1/payment-requests", body, headers=key)["id"] == first["id"]


def money():
    with Made(demo_wallet=True, demo_wallet_beside_real_feeds=True, feeds=FEEDS) as house:
        house.at("2026-11-20T02:00:00Z")
        day, night, stalls = places(house)
        first_day(house, day, stalls)
        people(house, day, stalls)
        house.at("2026-11-20T06:30:00Z")
        once_only(house, day, stalls)
        house.pays(70, "dem", account="0055012345678", amount=35000)
        house.at("2026-11-20T16:00:00Z")
        house.pays(71, "khuya", account="0055012345678", amount=36000)
        house.pays(72, "khuya", account="0066012345678", amount=37000)
        house.at("2026-11-21T03:00:00Z")
        changes(house, day, stalls)
        house.closes(day, "2026-11-20")
        house.pays(80, "tre", amount=19000, back=86400)  # Late for the closed day.
        house.pays(81, "hoan sau khi khoa", direction="out", amount=31000, reversal_of="w-8")
        house.pays(82, "phi tre", account="1155667788", bin="970415", amount=50000, back=86400)
        house.ok("POST", f"/v1/stalls/{stalls['closing']['id']}/close", {"reason": "trả quầy"})
        house.pays(83, "dong roi", account="0033012345678", amount=23000)
        house.at("2026-11-22T06:00:00Z")
        house.closes(night, "2026-11-20")
        house.closes(day, "2026-11-21")
        vendor = house.ok("GET", f"/v1/stalls/{stalls['leaving']['id']}")["vendor"]["id"]
        house.ok("POST", f"/v1/vendors/{vendor}/erase", {"reason": "theo yêu cầu"})
        house.pays(40, "noi dung khac", account="0044012345678", amount=88000)  # The texts are gone: the money is compared.
        house.pays(90, "sau khi xoa", account="0044012345678", amount=89000)
        house.at("2026-11-24T02:00:00Z")
        house.pays(91, "ngay khac", amount=45000)
        house.asks(stalls["several"], 123000, description="Còn mở")
        house.pays(92, f"{house.asks(stalls['own'], 60000)['reference_code']}", amount=60000)
        keep(house, "money", [(day, 20, 25), (night, 19, 25)])


def trial():
    house = Made(demo_wallet=True)
    house.run("init", "--data", house.work / "trial", "--demo")
    house.data = house.work / "trial"
    house.token = (house.data / "operator.token").read_text().strip()
    house.config.write_text(json.dumps({"demo_wallet": True, "feeds": {"simwallet": FEEDS["simwallet"]}}))
    with house:
        house.at("2026-11-21T02:00:00Z")
        market = next(iter(house.items("/v1/markets")), None) or house.market()
        stall = house.stall(market, "T-1", "0099012345678", zone="T")
        house.pays(1, "thu", account="0099012345678", amount=10000)
        status, _, _ = house.call("POST", "/demo/pay", {"qr_payload": stall["qr_payload"], "amount": 20000})
        assert status == 200, status
        keep(house, "trial", [(market, 20, 22)])


def keep(house, name, markets):
    """The folder as the program left it, its snapshot of the book inside, and what it said of it."""
    house.restart()  # The reports have caught up.
    days = {market["id"]: {day: house.ok("GET", f"/v1/reports/daily?market_id={market['id']}&date={day}")
                           for day in (f"2026-11-{number}" for number in range(first, last + 1))}
            for market, first, last in markets}
    ranges = {market["id"]: house.ok("GET", f"/v1/reports/range?market_id={market['id']}&from=2026-11-{first}&to=2026-11-{last}")
              for market, first, last in markets}
    transfers = list(house.items("/v1/transfers"))
    events = list(house.items("/v1/events"))
    requests = [request for stall in sorted({one["data"]["stall_id"] for one in events if one["type"] == "payment_request_opened"})
                for request in house.items(f"/v1/stalls/{stall}/payment-requests")]
    stalls = [stall for market, _, _ in markets for stall in house.items(f"/v1/markets/{market['id']}/stalls")]
    assert house.stop() == 0
    verified = house.run("ledger", "verify", "--data", house.data).stdout
    with tarfile.open(HERE / f"{name}.tar.xz", "w:xz") as archive:
        archive.add(house.data, arcname="data")
    said = {"verify": verified.splitlines(), "events": events, "transfers": transfers, "requests": requests, "stalls": stalls,
            "daily": [one for market in days.values() for one in market.values()], "range": list(ranges.values())}
    for report in said["daily"] + said["range"]:
        del report["definitions"]  # Words, not figures.
    (HERE / f"{name}.json").write_text(a_line_each(said))
    print(name, len(events), "events:", verified.strip())
    print(sorted({one["type"] for one in events}))


def a_line_each(said):
    def text(value):
        return json.dumps(value, ensure_ascii=False)
    return "{" + ",\n".join(f"{text(key)}: [\n" + ",\n".join(map(text, items)) + "]" for key, items in said.items()) + "}\n"


FEEDS = {"simwallet": {"connector": "simwallet", "secret": "whsec_YWNjZXB0YW5jZS13YWxsZXQtc2VjcmV0LTMyYnl0ZXM="},
         "sepay-main": {"connector": "sepay", "auth": "hmac", "secret": "acceptance_sepay_secret_81"},
         "sepay-bounded": {"connector": "sepay", "auth": "hmac", "secret": BOUNDED_SECRET, "accounts": ["970422:0123499999"]}}

if __name__ == "__main__":
    money()
    trial()
