#include "book/personal.hpp"

#include <zlib.h>
#include <zstd.h>
#include <zstd_errors.h>

#include <array>
#include <memory>
#include <new>

#include "base/assert.hpp"

namespace choqr::book {
namespace {

constexpr char as_it_is = 0, deflated = 1, zstandard = 2;
constexpr std::size_t unpacked_max = 1u << 20;

// Written in our own words from the field names that providers document; the most frequent stand last, where
// the shortest distances reach them. Part of the journal's format, as `tables` is: NEVER change either, add a
// new first byte instead.
constexpr std::string_view words =
    R"({"error":0,"data":[{"id":,"tid":"","description":"","amount":,"cusum_balance":,"when":"","bank_sub_acc_id":"","subAccId":"","bankName":"","bankAbbreviation":"","virtualAccount":"","virtualAccountName":"","corresponsiveName":"","corresponsiveAccount":"","corresponsiveBankId":"","corresponsiveBankName":""}]})"
    R"({"code":"00","desc":"success","success":true,"data":{"orderCode":,"accountNumber":"","reference":"","transactionDateTime":"","currency":"VND","paymentLinkId":"","counterAccountBankId":"","counterAccountName":"","counterAccountNumber":""},"signature":""})"
    R"({"transaction_id":"","direction":"in","bin":"970436","account_number":"","amount":,"currency":"VND","content":"","booked_at":"2026-","payer":{"bin":"9704","account_number":"","name":"NGUYEN THI VAN "},"reversal_of":""})"
    "Nguoi chuyen: NHAN TU TRACE ND TKThe :, tai Napas. -CTLNHIDI1/1-CRE-002 CT DEN: ICB; Thanh toan QR- noi "
    "dung: "
    "NGUYEN VAN A chuyen tien CHUYEN TIEN-OQCH-MOMO IBFT CUSTOMER QR - FT26 GD Ma giao dich/ Trace Ma giao "
    "dich Trace Trace "
    "MBVCB. .CT tu 0 toi 0 tai MB- Ma GD ACSP/ "
    "\"gateway\":\"Sacombank\"TPBank\"VPBank\"BIDV\"ACB\"VietinBank\"Techcombank\"MBBank\"Vietcombank\""
    R"({"id":,"gateway":"MBBank","transactionDate":"2026-","accountNumber":"","code":null,"content":"CHQ","transferType":"out","transferType":"in","transferAmount":0000,"accumulated":0,"subAccount":null,"referenceCode":"FT26","description":"BankAPINotify "})";

// What stands before the words in a dictionary of Zstandard (RFC 8878, 5): how often which symbol comes in
// notices, so that no frame has to say it. Made once by ZDICT_finalizeDictionary() over 4,000 notices, with
// the number 40001 that no frame carries (docs/decisions/0313).
constexpr auto tables = std::to_array<unsigned char>(
    {0x37, 0xa4, 0x30, 0xec, 0x41, 0x9c, 0x00, 0x00, 0x34, 0x10, 0xc0, 0xda, 0x66, 0x0c, 0x33, 0x30, 0x03,
     0x33, 0x30, 0x03, 0x33, 0x84, 0x03, 0xbc, 0x7f, 0xb9, 0x7d, 0xec, 0xee, 0x7e, 0x15, 0x22, 0x62, 0x23,
     0x75, 0x53, 0x37, 0x11, 0x22, 0x6a, 0xe9, 0xef, 0xa5, 0x97, 0x27, 0x53, 0x4a, 0x29, 0xa5, 0x94, 0x32,
     0x8b, 0x28, 0xeb, 0xa3, 0xe4, 0x65, 0x8e, 0xf9, 0x7e, 0x05, 0x33, 0x00, 0x40, 0x00, 0x38, 0x30, 0x24,
     0x2c, 0x44, 0x39, 0x3c, 0x00, 0x00, 0x04, 0x40, 0x83, 0x0a, 0x8c, 0x06, 0x8c, 0x12, 0x12, 0x92, 0x0d,
     0x84, 0x90, 0xc6, 0xa2, 0xc2, 0xb8, 0x1c, 0x28, 0x90, 0x62, 0xa8, 0x0a, 0xa1, 0x10, 0x04, 0x00, 0x28,
     0x40, 0x01, 0x00, 0x28, 0xc0, 0x24, 0x76, 0x44, 0x00, 0x00, 0x00, 0x04, 0xed, 0x80, 0x03, 0x88, 0x61,
     0x58, 0x40, 0x2a, 0x08, 0x8b, 0x21, 0x09, 0x55, 0x22, 0x21, 0x49, 0x18, 0x92, 0x86, 0x08, 0x00, 0x00,
     0x00, 0x01, 0x00, 0x00, 0x00, 0x04, 0x00, 0x00, 0x00, 0x08, 0x00, 0x00, 0x00});

// 2 and 3 microseconds of an ordinary notice for 145 and 134 bytes of it, 4 takes four times as long as 3.
constexpr int level = 3;

/// The outcome, if only lack of memory was in the way of another.
std::size_t with_memory(std::size_t outcome) {
    if (ZSTD_getErrorCode(outcome) == ZSTD_error_memory_allocation) throw std::bad_alloc{};
    return outcome;
}

std::size_t not_failed(std::size_t outcome) {
    CHOQR_ASSERT(!ZSTD_isError(with_memory(outcome)), "Zstandard packs whatever it is given");
    return outcome;
}

template <class Held>
Held* made(Held* held) {
    if (held == nullptr) throw std::bad_alloc{};
    return held;
}

const std::string& dictionary() {
    static const std::string whole =
        std::string{reinterpret_cast<const char*>(tables.data()), tables.size()}.append(words);
    return whole;
}

template <auto release>
struct Releases {
    void operator()(auto* held) const { release(held); }
};

/// A context costs more to make than a notice to pack, so each thread keeps one; the dictionary is all
/// threads' own, and only read.
class Packer {
public:
    Packer() {
        static const std::unique_ptr<ZSTD_CDict, Releases<ZSTD_freeCDict>> shared{
            made(ZSTD_createCDict(dictionary().data(), dictionary().size(), level))};
        not_failed(ZSTD_CCtx_refCDict(context_.get(), shared.get()));
        not_failed(ZSTD_CCtx_setParameter(context_.get(), ZSTD_c_dictIDFlag, 0));
    }

    /// The first byte, then the frame (RFC 8878, 3.1.1) without its magic number.
    std::string pack(std::string_view plain) {
        std::string packed(ZSTD_compressBound(plain.size()), '\0');
        packed.resize(not_failed(
            ZSTD_compress2(context_.get(), packed.data(), packed.size(), plain.data(), plain.size())));
        packed.erase(0, magic.size() - 1);
        packed.front() = zstandard;
        return packed;
    }

    static constexpr std::string_view magic = "\x28\xb5\x2f\xfd";

private:
    std::unique_ptr<ZSTD_CCtx, Releases<ZSTD_freeCCtx>> context_{made(ZSTD_createCCtx())};
};

class Unpacker {
public:
    Unpacker() {
        static const std::unique_ptr<ZSTD_DDict, Releases<ZSTD_freeDDict>> shared{
            made(ZSTD_createDDict(dictionary().data(), dictionary().size()))};
        not_failed(ZSTD_DCtx_refDDict(context_.get(), shared.get()));
    }

    std::optional<std::string> unpack(std::string_view body) {
        const auto frame = std::string{Packer::magic}.append(body);
        const auto size = ZSTD_getFrameContentSize(frame.data(), frame.size());  // Its two errors are huge.
        if (size > unpacked_max || ZSTD_findFrameCompressedSize(frame.data(), frame.size()) != frame.size())
            return std::nullopt;
        std::string plain(size, '\0');
        const auto bytes = with_memory(
            ZSTD_decompressDCtx(context_.get(), plain.data(), plain.size(), frame.data(), frame.size()));
        return bytes == size ? std::optional{std::move(plain)} : std::nullopt;
    }

private:
    std::unique_ptr<ZSTD_DCtx, Releases<ZSTD_freeDCtx>> context_{made(ZSTD_createDCtx())};
};

/// What was written before Zstandard was: raw DEFLATE with the words alone as its dictionary.
class Inflater {
public:
    Inflater() {
        constexpr int window_bits = -12;  // Raw, 4 KiB.
        const int made = inflateInit2(&stream_, window_bits);
        CHOQR_ASSERT(made == Z_OK, "zlib makes a stream");
    }
    ~Inflater() { inflateEnd(&stream_); }
    Inflater(const Inflater&) = delete;
    Inflater& operator=(const Inflater&) = delete;

    std::optional<std::string> unpack(std::string_view packed) {
        inflateReset(&stream_);
        inflateSetDictionary(&stream_, bytes_of(words), static_cast<uInt>(words.size()));
        stream_.next_in = const_cast<Bytef*>(bytes_of(packed));  // zlib reads only.
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
    static const Bytef* bytes_of(std::string_view text) {
        return reinterpret_cast<const Bytef*>(text.data());
    }

    z_stream stream_{};
};

}  // namespace

std::string pack_personal(std::string_view plain) {
    thread_local Packer packer;
    if (plain.size() >= 24 && plain.size() <= unpacked_max)
        if (auto packed = packer.pack(plain); packed.size() <= plain.size()) return packed;
    return std::string(1, as_it_is).append(plain);
}

std::optional<std::string> unpack_personal(std::string_view packed) {
    if (packed.empty()) return std::nullopt;
    const auto body = packed.substr(1);
    if (packed.front() == as_it_is) return std::string{body};
    if (packed.front() == zstandard) {
        thread_local Unpacker unpacker;
        return unpacker.unpack(body);
    }
    if (packed.front() != deflated) return std::nullopt;
    thread_local Inflater inflater;
    return inflater.unpack(body);
}

}  // namespace choqr::book
