"""Listeners of a stall's stream: nobody without a right to it hears it, whatever browser page they come from; thousands of them cost
bounded memory and hold up no notice; one that reads no more is dropped. --long: 5,000 listeners, else 1,000.
"""
import pathlib
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
from house import run, wallet_notice  # noqa: E402
from pairing import PAGE, Phone, show  # noqa: E402
from strangers import LONG, Crowd, Vendor, answer_of, connect, house_of, many_descriptors, rss_kb, status_of, while_served  # noqa: E402

COUNT = 5_000 if LONG else 1_000


def stream_request(stall, fields):
    head = "".join(f"{name}: {value}\r\n" for name, value in fields.items())
    return f"GET /v1/stalls/{stall}/live HTTP/1.1\r\nHost: 127.0.0.1\r\n{head}\r\n".encode()


def strangers():
    """no token, a wrong one, another stall's, and a paired phone's cookie from another site's page: nobody hears anything"""
    with house_of() as house:
        vendor = Vendor(house)
        market = house.ok("GET", "/v1/markets")["items"][0]
        other = house.stall(market, "A-2", "0011012345679")
        foreign = house.ok("POST", "/v1/tokens", {"role": "vendor", "stall_id": other["id"], "label": "khác"})["token"]
        board = house.ok("POST", "/v1/tokens", {"role": "board", "market_id": market["id"], "label": "ban"})["token"]
        phone = Phone(house)
        assert phone.pair(show(house, {"id": vendor.stall})["code"])[0] == 201
        cookie = {"Cookie": "; ".join(f"{name}={value}" for name, value in phone.cookies.items())}
        rows = [({}, 401), ({"Authorization": "Bearer choqr_wrong"}, 401), ({"Authorization": f"Bearer {foreign}"}, 404),
                ({"Authorization": f"Bearer {board}"}, 403), ({**cookie, **PAGE}, 200), ({**cookie, "Sec-Fetch-Site": "cross-site"}, 403),
                ({**cookie, "Sec-Fetch-Site": "same-site"}, 403), ({**cookie, "Origin": "https://evil.invalid"}, 403), ({**cookie, "Origin": "null"}, 403),
                ({"Cookie": cookie["Cookie"][:-1] + "x", **PAGE}, 401)]
        for fields, right in rows:
            with connect(house) as client:
                client.sendall(stream_request(vendor.stall, fields))
                answer = answer_of(client, until=b"event: hello" if right == 200 else b"\r\n\r\n")
                assert status_of(answer) == right, (fields, answer[:300])
                assert (b"event: hello" in answer) == (right == 200), (fields, answer[:300])


def thousands():
    """thousands listen to one stall: memory is bounded, notices are not held up, who reads no more is dropped, and a revocation reaches all"""
    many_descriptors()
    with house_of() as house, Crowd() as crowd:
        vendor = Vendor(house)
        market = house.ok("GET", "/v1/markets")["items"][0]
        crowded = house.stall(market, "A-2", "0011012345679")
        tokens = [house.ok("POST", "/v1/tokens", {"role": "vendor", "stall_id": crowded["id"], "label": f"loa {i}"}) for i in range(20)]
        before = rss_kb(house)
        for number in range(COUNT):
            token = tokens[number % len(tokens)]["token"]
            crowd.open(house, 1, stream_request(crowded["id"], {"Authorization": f"Bearer {token}"}), source=lambda _: f"127.0.{1 + number // 250}.{1 + number % 250}")
            if number % 100 == 99:
                time.sleep(0.5)  # A token returns to its screen ten times a second.
        time.sleep(1)
        listening = len(crowd.clients) - crowd.closed()
        assert listening >= COUNT * 0.95, listening
        open_kb = (rss_kb(house) - before) / COUNT
        assert open_kb < 64, f"{open_kb:.0f} KB a listener"

        # From here on nobody of the crowd reads: what waits for each has a bound, and then it is dropped.
        numbers = iter(range(3_000_000, 4_000_000))
        code = crowded["stall_code"]
        def pay():
            for _ in range(4):
                status, content, _ = house.wallet(wallet_notice(next(numbers), f"{code} rau", account="0011012345679", amount=2_000))
                assert status == 200, content
        said = while_served(house, vendor, pay, 1, seconds=8 if LONG else 4)
        full_kb = (rss_kb(house) - before) / COUNT
        assert full_kb < 256, f"{full_kb:.0f} KB a listener that reads nothing"

        began = time.monotonic()
        for token in tokens:
            status, _, _ = house.call("DELETE", f"/v1/tokens/{token['id']}")
            assert status in (200, 204), status
        while crowd.closed() < len(crowd.clients) and time.monotonic() - began < 10:
            time.sleep(0.02)
        took = time.monotonic() - began
        assert crowd.closed() == len(crowd.clients), len(crowd.clients) - crowd.closed()
        print(f"      {listening} listeners: {open_kb:.1f} KB each, {full_kb:.1f} KB when none reads; all ended {took:.2f} s after 20 revocations began; {said}")


if __name__ == "__main__":
    run([strangers, thousands])
