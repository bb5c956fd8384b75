#!/usr/bin/env python3
"""Complete, signed, distinct SePay webhooks as HTTP/1.1 requests of one length, back to back in a file for wrk.

A request i stands at offset i * length. Each body is about 375 bytes, as the provider's own; the transfer text holds one of
the given stall codes between the words a bank adds. Signatures age (300 s), so the file is made just before it is sent.
"""
import hashlib
import hmac
import random
import time


def write(path, count, codes, secret, url_path, first_id):
    """Writes `count` requests to `path`; returns their common length."""
    timestamp = int(time.time())
    keyed = hmac.new(secret.encode(), f"{timestamp}.".encode(), hashlib.sha256)
    chance = random.Random(first_id)
    day = time.strftime("%Y-%m-%d", time.gmtime(timestamp + 7 * 3600))
    length = None
    with open(path, "wb", buffering=1 << 20) as out:
        for i in range(count):
            code = chance.choice(codes)
            amount = chance.randrange(10, 100) * 1000
            clock = f"{chance.randrange(24):02d}:{chance.randrange(60):02d}:{chance.randrange(60):02d}"
            body = (
                f'{{"id":{first_id + i},"gateway":"Vietcombank","transactionDate":"{day} {clock}",'
                f'"accountNumber":"0123499999","subAccount":null,"code":null,'
                f'"content":"MBVCB.{3278900000 + i % 90000}.{code} tien rau.CT tu 0071000888888 NGUYEN VAN A toi 0123499999",'
                f'"transferType":"in","transferAmount":{amount},"accumulated":19077000,'
                f'"referenceCode":"FT{25206000000000 + i}","description":"BankAPINotify {code} tien rau {i % 10000:04d}"}}'
            ).encode()
            signer = keyed.copy()
            signer.update(body)
            request = (
                f"POST {url_path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
                f"X-SePay-Timestamp: {timestamp}\r\nX-SePay-Signature: sha256={signer.hexdigest()}\r\n"
                f"Content-Length: {len(body)}\r\n\r\n"
            ).encode() + body
            length = length or len(request)
            assert len(request) == length, "all requests have one length"
            out.write(request)
    return length
