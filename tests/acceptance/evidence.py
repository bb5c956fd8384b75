"""Two feeds tell of the same money: it is one transfer, heard and counted once, and in doubt a person is asked.

usage: evidence.py
"""
import time

from house import House, run, sepay_notice, wallet_notice

ACCOUNT = "0011012345678"


class Observed(House):
    """One stall at Vietcombank, told of by the wallet and by SePay."""

    def __enter__(self):
        super().__enter__()
        self.place = self.market()
        self.ba = self.stall(self.place, "A-1", ACCOUNT)
        self.board = self.ok("POST", "/v1/tokens", {"role": "board", "market_id": self.place["id"]})["token"]
        return self

    def by_wallet(self, number, reference, amount=45000):
        return self.wallet(wallet_notice(number, self.ba["stall_code"], ACCOUNT, amount, bank_reference=reference))

    def by_sepay(self, number, reference, amount=45000):
        return self.sepay(sepay_notice(number, "other words", amount, gateway="Vietcombank", accountNumber=ACCOUNT,
                                       referenceCode=reference))

    def transfers(self, token="operator"):
        return self.ok("GET", "/v1/transfers", token=token)["items"]

    def today(self):
        day = time.strftime("%Y-%m-%d", time.gmtime(time.time() + 7 * 3600))
        return self.ok("GET", f"/v1/reports/daily?market_id={self.place['id']}&date={day}")


def the_second_telling_confirms_the_first():
    """what two feeds tell of is one transfer, whoever told first and whatever was started again in between"""
    with Observed() as house:
        status, answer, _ = house.by_wallet(1, "FT26330000001")
        assert (status, answer["outcome"]) == (200, "recorded"), answer
        status, body, _ = house.by_sepay(11, "FT26330000001")
        assert status in (200, 201), body
        rows = house.transfers()
        assert len(rows) == 1 and rows[0]["status"] == "matched", rows
        one = house.ok("GET", f"/v1/transfers/{rows[0]['id']}")
        assert [e["provider"] for e in one["evidence"]] == ["sepay-main"], one
        assert one["evidence"][0]["evidence"] == "notice", one
        report = house.today()
        assert report["transactions"] == 1, report
        # Again, in the other order and after a restart: it stays one.
        house.restart()
        assert house.by_wallet(1, "FT26330000001")[1]["outcome"] == "exists"
        house.by_sepay(11, "FT26330000001")
        house.by_sepay(12, "FT26330000002")
        assert house.by_wallet(2, "FT26330000002")[1]["outcome"] == "exists"
        assert len(house.transfers()) == 2
        told = [e for e in house.ok("GET", "/v1/events?limit=1000")["items"] if e["type"] == "evidence_seen"]
        assert [e["data"]["provider"] for e in told] == ["sepay-main", "simwallet"], told
        house.stop()
        verified = house.run("ledger", "verify", "--data", house.data, "--reports")
        assert verified.returncode == 0


def what_contradicts_is_asked_about_and_betrays_nothing():
    """another amount under the same reference of the bank's is at no stall until a person has looked, and tells a board nothing"""
    with Observed() as house:
        house.by_wallet(1, "FT26330000001", 45000)
        house.by_sepay(11, "FT26330000001", 54000)
        rows = house.transfers()
        assert [r["status"] for r in rows] == ["matched", "unmatched"], rows
        assert rows[1]["match_basis"] == "none_perhaps_known" and rows[1]["amount"] == 54000, rows
        seen = house.transfers(house.board)
        assert all(r["amount"] is None for r in seen if r["match_basis"] == "none_perhaps_known"), seen
        told = house.ok("GET", "/v1/events?limit=1000")["items"][-1]
        assert told["data"]["perhaps"] == rows[0]["id"], told
        assert house.today()["transactions"] == 1
        # Somebody looked, and it is money of its own.
        house.ok("POST", f"/v1/transfers/{rows[1]['id']}/assign", {"stall_id": house.ba["id"], "reason": "khách trả hai lần"})
        assert house.today()["transactions"] == 2


if __name__ == "__main__":
    run([the_second_telling_confirms_the_first, what_contradicts_is_asked_about_and_betrays_nothing])
