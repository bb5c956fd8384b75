"""A token that is revoked while it is used for the first time, while it waits, while it listens: from the answer on it opens nothing (K5)."""
import threading
import time

from siege import LONG, Listener
from house import House, run, wallet_notice

RUNS = 2_000 if LONG else 200


def races():
    """first use against revocation, 200 times: after the revocation's answer no call and no stream with it is answered"""
    with House() as house:
        market = house.market()
        stall = house.stall(market, "A-1", "0011012345678")
        valid = house.ok("POST", "/v1/tokens", {"role": "vendor", "stall_id": stall["id"]})["token"]
        slowest = 0.0
        for run_number in range(RUNS):
            made = house.ok("POST", "/v1/tokens", {"role": "vendor", "stall_id": stall["id"]})
            start = threading.Barrier(4)
            streams = []

            def use():
                start.wait()
                house.call("GET", f"/v1/stalls/{stall['id']}", token=made["token"])

            def listen():
                start.wait()
                streams.append(Listener(house, stall, made["token"]))

            users = [threading.Thread(target=use), threading.Thread(target=use), threading.Thread(target=listen)]
            for user in users:
                user.start()
            start.wait()
            begun = time.monotonic()
            assert house.call("DELETE", f"/v1/tokens/{made['id']}")[0] == 204
            slowest = max(slowest, time.monotonic() - begun)
            status = house.call("GET", f"/v1/stalls/{stall['id']}", token=made["token"])[0]
            assert status == 401, f"run {run_number}: a revoked token was answered with {status}"
            for user in users:
                user.join()
            for stream in streams:
                assert stream.status == 401 or stream.ended.wait(2), f"run {run_number}: a revoked token listens still"
                stream.close()
        assert house.call("GET", f"/v1/stalls/{stall['id']}", token=valid)[0] == 200, "the other tokens are as they were"
        assert slowest < 1, f"a revocation took {slowest:.2f} s"


def revoked_under_load():
    """tokens that wait behind heavy work when they are revoked hear nothing of a later payment, and the revocation does not wait"""
    with House() as house:
        market = house.market()
        stall = house.stall(market, "A-1", "0011012345678")
        lines = ["mã quầy,tên,ngân hàng,số tài khoản,tên tài khoản"]
        lines += [f"B-{i},Cô Ba,970436,00220{i:08d},NGUYEN THI BA" for i in range(1_500)]
        csv = "\n".join(lines)
        assert house.call("POST", f"/v1/markets/{market['id']}/stalls:import", csv, headers={"Content-Type": "text/csv"})[0] == 200
        boards = [house.ok("POST", "/v1/tokens", {"role": "board", "market_id": market["id"]})["token"] for _ in range(4)]
        printing = [threading.Thread(target=house.call, args=("GET", f"/v1/markets/{market['id']}/stands.pdf"), kwargs={"token": token}, daemon=True)
                    for token in boards]
        for thread in printing:
            thread.start()
        tokens = [house.ok("POST", "/v1/tokens", {"role": "vendor", "stall_id": stall["id"]}) for _ in range(20)]
        streams = []
        opening = [threading.Thread(target=lambda made=made: streams.append(Listener(house, stall, made["token"], last_id=0))) for made in tokens]
        for thread in opening:
            thread.start()
        slowest = 0.0
        for made in tokens:
            begun = time.monotonic()
            assert house.call("DELETE", f"/v1/tokens/{made['id']}")[0] == 204
            slowest = max(slowest, time.monotonic() - begun)
        for thread in opening:
            thread.join(20)
        assert house.wallet({**wallet_notice(1, stall["stall_code"]), "transaction_id": "after-the-revocation"})[0] == 200
        time.sleep(1)
        for stream in streams:
            assert "after-the-revocation" not in stream.text, "a revoked token heard of a later payment"
            assert stream.status == 401 or stream.ended.is_set(), "a revoked token listens still"
        assert slowest < 1, f"a revocation waited {slowest:.2f} s behind heavy work"
        print(f"      slowest of {len(tokens)} revocations beside four boards that print: {1000 * slowest:.0f} ms")
        for thread in printing:
            thread.join(60)


if __name__ == "__main__":
    run([races, revoked_under_load])
