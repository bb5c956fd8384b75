#include "book/personal.hpp"

#include <zlib.h>

#include "base/assert.hpp"

namespace choqr::book {
namespace {

constexpr char as_it_is = 0, deflated = 1;
constexpr std::size_t unpacked_max = 1u << 20;

// Written in our own words from the field names that providers document; the most frequent stand last, where DEFLATE
// reaches them with the shortest distances. Part of the journal's format: NEVER change it, add a new first byte instead.
constexpr std::string_view dictionary =
    R"({"error":0,"data":[{"id":,"tid":"","description":"","amount":,"cusum_balance":,"when":"","bank_sub_acc_id":"","subAccId":"","bankName":"","bankAbbreviation":"","virtualAccount":"","virtualAccountName":"","corresponsiveName":"","corresponsiveAccount":"","corresponsiveBankId":"","corresponsiveBankName":""}]})"
    R"({"code":"00","desc":"success","success":true,"data":{"orderCode":,"accountNumber":"","reference":"","transactionDateTime":"","currency":"VND","paymentLinkId":"","counterAccountBankId":"","counterAccountName":"","counterAccountNumber":""},"signature":""})"
    R"({"transaction_id":"","direction":"in","bin":"970436","account_number":"","amount":,"currency":"VND","content":"","booked_at":"2026-","payer":{"bin":"9704","account_number":"","name":"NGUYEN THI VAN "},"reversal_of":""})"
    "Nguoi chuyen: NHAN TU TRACE ND TKThe :, tai Napas. -CTLNHIDI1/1-CRE-002 CT DEN: ICB; Thanh toan QR- noi dung: "
    "NGUYEN VAN A chuyen tien CHUYEN TIEN-OQCH-MOMO IBFT CUSTOMER QR - FT26 GD Ma giao dich/ Trace Ma giao dich Trace Trace "
    "MBVCB. .CT tu 0 toi 0 tai MB- Ma GD ACSP/ \"gateway\":\"Sacombank\"TPBank\"VPBank\"BIDV\"ACB\"VietinBank\"Techcombank\"MBBank\"Vietcombank\""
    R"({"id":,"gateway":"MBBank","transactionDate":"2026-","accountNumber":"","code":null,"content":"CHQ","transferType":"out","transferType":"in","transferAmount":0000,"accumulated":0,"subAccount":null,"referenceCode":"FT26","description":"BankAPINotify "})";

constexpr int window_bits = -12;  // Raw, 4 KiB: longer than the dictionary and any ordinary notice, and quick to reset.
// Level 9 saves 2 of 111 bytes of an ordinary notice and takes half as long again.
constexpr int level = 3, memory_level = 3;

/// A stream costs more to make than a notice to pack, so each thread keeps one.
class Packer {
public:
    Packer() {
        const int made = deflateInit2(&stream_, level, Z_DEFLATED, window_bits, memory_level, Z_DEFAULT_STRATEGY);
        CHOQR_ASSERT(made == Z_OK, "zlib makes a stream");
    }
    ~Packer() { deflateEnd(&stream_); }
    Packer(const Packer&) = delete;
    Packer& operator=(const Packer&) = delete;

    std::string pack(std::string_view plain) {
        deflateReset(&stream_);
        deflateSetDictionary(&stream_, bytes_of(dictionary), static_cast<uInt>(dictionary.size()));
        std::string packed(1 + deflateBound(&stream_, static_cast<uLong>(plain.size())), deflated);
        stream_.next_in = const_cast<Bytef*>(bytes_of(plain));  // zlib reads only.
        stream_.avail_in = static_cast<uInt>(plain.size());
        stream_.next_out = reinterpret_cast<Bytef*>(packed.data() + 1);
        stream_.avail_out = static_cast<uInt>(packed.size() - 1);
        const int finished = deflate(&stream_, Z_FINISH);
        CHOQR_ASSERT(finished == Z_STREAM_END, "deflateBound() is enough room");
        packed.resize(packed.size() - stream_.avail_out);
        return packed;
    }

    static const Bytef* bytes_of(std::string_view text) { return reinterpret_cast<const Bytef*>(text.data()); }

private:
    z_stream stream_{};
};

class Unpacker {
public:
    Unpacker() {
        const int made = inflateInit2(&stream_, window_bits);
        CHOQR_ASSERT(made == Z_OK, "zlib makes a stream");
    }
    ~Unpacker() { inflateEnd(&stream_); }
    Unpacker(const Unpacker&) = delete;
    Unpacker& operator=(const Unpacker&) = delete;

    std::optional<std::string> unpack(std::string_view packed) {
        inflateReset(&stream_);
        inflateSetDictionary(&stream_, Packer::bytes_of(dictionary), static_cast<uInt>(dictionary.size()));
        stream_.next_in = const_cast<Bytef*>(Packer::bytes_of(packed));
        stream_.avail_in = static_cast<uInt>(packed.size());
        std::string plain;
        for (std::size_t room = 1024; room <= unpacked_max; room *= 2) {
            const auto filled = plain.size();
            plain.resize(room);
            stream_.next_out = reinterpret_cast<Bytef*>(plain.data() + filled);
            stream_.avail_out = static_cast<uInt>(room - filled);
            const int state = inflate(&stream_, Z_NO_FLUSH);
            plain.resize(room - stream_.avail_out);
            if (state == Z_STREAM_END) return stream_.avail_in == 0 ? std::optional{plain} : std::nullopt;
            if (state != Z_OK || stream_.avail_out != 0) return std::nullopt;
        }
        return std::nullopt;
    }

private:
    z_stream stream_{};
};

}  // namespace

std::string pack_personal(std::string_view plain) {
    static_assert(dictionary.size() < 4096 - 262, "zlib drops what does not fit into its window");
    thread_local Packer packer;
    if (plain.size() >= 24 && plain.size() < unpacked_max)
        if (auto packed = packer.pack(plain); packed.size() <= plain.size()) return packed;
    return std::string(1, as_it_is).append(plain);
}

std::optional<std::string> unpack_personal(std::string_view packed) {
    thread_local Unpacker unpacker;
    if (packed.empty()) return std::nullopt;
    const auto body = packed.substr(1);
    if (packed.front() == as_it_is) return std::string{body};
    return packed.front() == deflated ? unpacker.unpack(body) : std::nullopt;
}

}  // namespace choqr::book
