#include <fstream>
#include <iostream>
#include <random>
#include <set>

#include "base/encoding.hpp"
#include "book/personal.hpp"
#include "book/replay/seen_filter.hpp"
#include "ledger.hpp"
#include "samples.hpp"

using namespace choqr;
using namespace choqr::book;
using namespace choqr::book::testing;

namespace {

/// Seals as far as size and erasure go: a box is 28 bytes longer (nonce and tag of AES-256-GCM), and keys can
/// be destroyed.
class BoxSealer final : public Sealer {
public:
    Result<std::string> seal(std::optional<VendorId> owner, std::string_view plain) override {
        owners.push_back(owner);
        return std::string(12, 'n') + std::string{plain} + std::string(16, 't');
    }
    Result<std::optional<std::string>> open(std::optional<VendorId> owner,
                                            std::string_view box) const override {
        if (owner == destroyed) return std::optional<std::string>{};
        if (box.size() < 28) return errc::box_damaged;
        return std::optional{std::string{box.substr(12, box.size() - 28)}};
    }
    std::vector<std::optional<VendorId>> owners;
    std::optional<VendorId> destroyed = VendorId::from_value(404);
};

merchants::TransferNotice sepay_notice() {
    auto notice = credit("92704115", 277'000,
                         "CHQXRWMUB FT26326859460704 Ma giao dich Trace866229 Trace 866229", "0911020304");
    notice.bank_reference = "FT26326182677426";
    notice.as_received =
        R"({"id":92704115,"gateway":"MBBank","transactionDate":"2026-11-22 14:02:37","accountNumber":"0911020304","code":null,)"
        R"("content":"CHQXRWMUB FT26326859460704 Ma giao dich Trace866229 Trace 866229","transferType":"in","transferAmount":277000,)"
        R"("accumulated":19077000,"subAccount":null,"referenceCode":"FT26326182677426",)"
        R"("description":"BankAPINotify CHQXRWMUB FT26326859460704 Ma giao dich Trace866229 Trace 866229"})";
    return notice;
}

RecordedEvent transfer_event() {
    TransferReceived e{.id = TransferId::from_value(1'000'411),
                       .feed = *FeedId::parse("sepay-main"),
                       .notice = sepay_notice()};
    e.status = TransferStatus::matched;
    e.match = {merchants::MatchBasis::stall_code, StallId::from_value(417), std::nullopt};
    e.owner = VendorId::from_value(417);
    return {Sequence{1'000'411}, start, "feed:sepay-main", std::nullopt, e};
}

/// One of each kind, with every optional part filled.
std::vector<RecordedEvent> one_of_each() {
    const auto stamped = [](std::uint64_t sequence, Event event) {
        return RecordedEvent{Sequence{sequence}, start + std::chrono::milliseconds{sequence}, "tk5",
                             Idempotency{sha256("key"), sha256("body")}, std::move(event)};
    };
    merchants::Stall stall{
        .id = StallId::from_value(1),
        .market = MarketId::from_value(0),
        .kind = merchants::PointKind::collection_point,
        .status = merchants::StallStatus::suspended,
        .code = "B-12",
        .zone = "Cá",
        .goods = "Tôm",
        .transfer_code = merchants::StallCode::make(77),
        .vendor = merchants::Vendor{VendorId::from_value(1), merchants::VendorKind::household_business,
                                    "Cô Năm", "0901234567"},
        .accounts = {account("0011"),
                     {merchants::AccountKind::wallet_phone, *Bin::parse("971025"),
                      *AccountNumber::parse("0901234567"), "NAM"}}};
    merchants::PaymentRequest request{.id = PaymentRequestId::from_value(3),
                                      .stall = stall.id,
                                      .amount = Vnd::of(Vnd::dong_max),
                                      .description = "ba ký cá",
                                      .reference_code = merchants::RequestCode::make(3),
                                      .opened_at = start,
                                      .expires_at = start + std::chrono::hours{1},
                                      .received = {},
                                      .status = merchants::PaymentRequestStatus::open};
    auto notice = sepay_notice();
    notice.virtual_account = AccountNumber::parse("VA1");
    notice.debtor = merchants::Debtor{Bin::parse("970436"), "0987654321", "LÊ THỊ CHI"};
    notice.reversal_of = reference("old");
    TransferReceived received{.id = TransferId::from_value(6), .feed = feed, .notice = notice};
    received.status = TransferStatus::outgoing;
    received.match = {merchants::MatchBasis::reversal, stall.id, request.id};
    received.request_status = merchants::PaymentRequestStatus::underpaid;
    received.reverses = TransferId::from_value(4);
    received.reversed_by = TransferId::from_value(5);
    received.owner = VendorId::from_value(1);
    auto doubted = received;
    doubted.id = TransferId::from_value(19);
    doubted.trial = doubted.counts_when_recorded = true;
    auto told_apart = doubted;
    told_apart.id = TransferId::from_value(22);
    told_apart.kind = EvidenceKind::statement_line;
    told_apart.perhaps = TransferId::from_value(6);
    EvidenceSeen seen{TransferId::from_value(6), feed, EvidenceKind::polled, received.notice};
    seen.owner = VendorId::from_value(1);
    auto changed = stall;
    changed.vendor.reset();
    auto late = stall;
    late.transfer_code = merchants::StallCode::make(merchants::TransferCode::capacity - 1);
    auto late_request = request;
    late_request.reference_code = merchants::RequestCode::make(merchants::TransferCode::short_capacity);
    auto versioned = stall;
    versioned.stand.version = 3;
    std::vector<RecordedEvent> events{
        stamped(0, MarketRegistered{{MarketId::from_value(0), "Chợ Vũng Tàu", "vt", "BR-VT", "P1",
                                     std::chrono::minutes{1'439}}}),
        stamped(1, StallRegistered{stall}),
        stamped(2, StallChanged{changed}),
        stamped(3, PaymentRequestOpened{request, VendorId::from_value(1)}),
        stamped(4, StallSuspended{stall.id, "sửa mái"}),
        stamped(5, StallResumed{stall.id}),
        stamped(6, received),
        stamped(7, PaymentRequestExpired{request.id}),
        stamped(8, PaymentRequestCancelled{request.id}),
        stamped(9, NoticeConflicted{feed, reference("r"), TransferId::from_value(6), sha256("x"),
                                    VendorId::from_value(1)}),
        stamped(10, TransferAssigned{TransferId::from_value(6), stall.id, "khách gọi"}),
        stamped(11,
                TokenIssued{TokenId::from_value(11),
                            {Role::vendor, MarketId::from_value(0), stall.id, feed, "cô Năm", sha256("t")}}),
        stamped(12, TokenRevoked{TokenId::from_value(11)}),
        stamped(13, DayClosed{MarketId::from_value(0),
                              *parse_day("2026-11-21"),
                              {506, 200, 70, 393, *VndSum::from_dong(12'345'000), 3,
                               *VndSum::from_dong(60'000), 2, *VndSum::from_dong(30'000)},
                              sha256("root")}),
        stamped(14, VendorErased{VendorId::from_value(1), "theo yêu cầu"}),
        stamped(15, StallRegistered{versioned}),
        stamped(16, StandsPrinted{MarketId::from_value(0), {{stall.id, 3}, {StallId::from_value(700), 1}}}),
        stamped(17, MarketChanged{MarketId::from_value(0), std::chrono::days{365}}),
        stamped(18, StallClosed{stall.id, "nhập nhầm"}),
        stamped(19, MarketChanged{MarketId::from_value(0), {}, 500}),
        stamped(20, StallRegistered{late}),
        stamped(21, PaymentRequestOpened{late_request, VendorId::from_value(1)}),
        stamped(0, LedgerMarkedTrial{}),
        stamped(19, doubted),
        stamped(22, told_apart),
        stamped(23, seen),
        stamped(24, DevicePaired{TokenId::from_value(24), stall.id, Role::helper, TokenId::from_value(11),
                                 sha256("d"), "Điện thoại cô Năm", VendorId::from_value(1)}),
        stamped(25, UserInvited{TokenId::from_value(25),
                                Role::board,
                                MarketId::from_value(0),
                                {sha256("code"), start + std::chrono::hours{72}}}),
        stamped(26, UserReset{TokenId::from_value(25), {sha256("again"), start + std::chrono::hours{72}}}),
        stamped(27, PasswordSet{TokenId::from_value(25), sha256("password's name")}),
        stamped(28, UserDisabled{TokenId::from_value(25)}),
        stamped(29, SessionBegun{SessionId::from_value(29), TokenId::from_value(25),
                                 start + std::chrono::hours{12}}),
        stamped(30, SessionEnded{TokenId::from_value(25), SessionId::from_value(29)}),
        stamped(31, TokenIssued{TokenId::from_value(31),
                                {.role = Role::commune,
                                 .market = {},
                                 .stall = {},
                                 .feed = {},
                                 .label = "phần mềm của xã",
                                 .token_hash = sha256("c"),
                                 .area = {"Lâm Đồng", "Tân Hội", {}},
                                 .scopes = std::vector<std::string>{"list_places", "see_counts"},
                                 .expires_at = start + std::chrono::days{90}}}),
        stamped(32, UserInvited{TokenId::from_value(32),
                                Role::volunteer,
                                MarketId::from_value(0),
                                {sha256("code"), start + std::chrono::hours{72}},
                                {{}, {}, "Dãy A"}}),
        stamped(33, MarketDevicePaired{.id = TokenId::from_value(33),
                                       .market = MarketId::from_value(0),
                                       .role = Role::volunteer,
                                       .stall = {},
                                       .area = {{}, {}, "Dãy A"},
                                       .shows = {},
                                       .paired_by = TokenId::from_value(11),
                                       .secret_hash = sha256("v"),
                                       .ends_at = start + std::chrono::hours{9},
                                       .name = "Em Hoa"}),
        stamped(34, MarketDevicePaired{.id = TokenId::from_value(34),
                                       .market = MarketId::from_value(0),
                                       .role = Role::display,
                                       .stall = stall.id,
                                       .area = {},
                                       .shows = Shows::counts,
                                       .paired_by = TokenId::from_value(11),
                                       .secret_hash = sha256("w"),
                                       .ends_at = {},
                                       .name = "Loa dãy A"}),
        stamped(35, OneTimeCodesSet{TokenId::from_value(25), sha256("codes' name")}),
        stamped(36, OneTimeCodesRemoved{TokenId::from_value(25)}),
        stamped(37, PasskeyAdded{PasskeyId::from_value(37),
                                 TokenId::from_value(25),
                                 {"Y3JlZGVudGlhbA", KeyAlgorithm::eddsa, "a2V5", "cho.example.vn", 7}}),
        stamped(38, PasskeyRemoved{TokenId::from_value(25), PasskeyId::from_value(37)}),
        stamped(39, PasskeyUsed{TokenId::from_value(25), PasskeyId::from_value(37), 8})};
    // Of the others stands here what samples.hpp makes.
    std::set<std::size_t> known;
    for (const auto& event : events) known.insert(event.event.index());
    samples_of_each(true, [&](const RecordedEvent& sample) {
        if (!known.contains(sample.event.index())) events.push_back(sample);
    });
    return events;
}

std::vector<std::string> golden_lines() {
    std::ifstream file{CHOQR_SOURCE_DIR "/tests/vectors/book-events.txt"};
    std::vector<std::string> lines;
    for (std::string line; std::getline(file, line);)
        if (!line.starts_with('#')) lines.push_back(line);
    return lines;
}

}  // namespace

TEST_CASE("codec: the bytes of the first release decode for ever", "[book][codec]") {
    // tests/vectors/book-events.txt: type and payload in hex, one event per line, packed plainly. Never
    // regenerate: add.
    PlainSealer sealer;
    const auto events = one_of_each();
    const auto lines = golden_lines();
    for (auto i = lines.size(); i < events.size(); ++i) {  // What to add for a new event.
        const auto encoded = *encode(events[i], sealer);
        UNSCOPED_INFO(encoded.type << " " << to_hex(encoded.payload));
    }
    REQUIRE(lines.size() == events.size());
    for (std::size_t i = 0; i < lines.size(); ++i) {
        CAPTURE(i);
        const auto space = lines[i].find(' ');
        const auto type = static_cast<std::uint16_t>(std::stoi(lines[i].substr(0, space)));
        const auto decoded =
            decode(events[i].sequence, type, *from_lower_hex(lines[i].substr(space + 1)), sealer);
        REQUIRE(decoded.has_value());
        const auto again = *encode(*decoded, sealer), now = *encode(events[i], sealer);
        CHECK(again.type == now.type);
        CHECK(to_hex(again.payload) == to_hex(now.payload));
    }
}

TEST_CASE("codec: every field of every event comes back", "[book][codec]") {
    BoxSealer sealer;
    for (const auto& event : one_of_each()) {
        const auto encoded = *encode(event, sealer);
        const auto decoded = decode(event.sequence, encoded.type, encoded.payload, sealer);
        REQUIRE(decoded.has_value());
        CHECK(decoded->recorded_at == event.recorded_at);
        CHECK(decoded->actor == event.actor);
        CHECK(decoded->idempotency == event.idempotency);
        CHECK(decoded->event.index() == event.event.index());
        CHECK(encode(*decoded, sealer)->payload == encoded.payload);
    }
    const auto encoded = *encode(one_of_each()[6], sealer);
    const auto decoded = *decode(Sequence{6}, encoded.type, encoded.payload, sealer);
    const auto& e = std::get<TransferReceived>(decoded.event);
    const auto sample = one_of_each()[6];
    const auto& expected = std::get<TransferReceived>(sample.event);
    CHECK(Book::digest(e.notice) == Book::digest(expected.notice));
    CHECK(e.notice.as_received == expected.notice.as_received);
    CHECK(e.reverses == expected.reverses);
    CHECK(e.reversed_by == expected.reversed_by);
    CHECK(e.match.request == expected.match.request);
    CHECK(e.request_status == expected.request_status);
    CHECK(e.owner == expected.owner);
    CHECK(!e.erased);
}

TEST_CASE("codec: a destroyed key leaves the money and takes the person", "[book][codec][erasure]") {
    BoxSealer sealer;
    const auto events = one_of_each();
    std::vector<EncodedEvent> encoded;
    encoded.reserve(events.size());
    for (const auto& event : events) encoded.push_back(*encode(event, sealer));
    sealer.destroyed = VendorId::from_value(1);
    const auto erased = [&](std::size_t i) {
        return *decode(events[i].sequence, encoded[i].type, encoded[i].payload, sealer);
    };

    const auto transfer = std::get<TransferReceived>(erased(6).event);
    CHECK(transfer.erased);
    CHECK(transfer.notice.amount == sepay_notice().amount);
    CHECK(transfer.notice.creditor_account == sepay_notice().creditor_account);
    CHECK(transfer.notice.remittance_information.empty());
    CHECK(transfer.notice.as_received.empty());
    CHECK(!transfer.notice.debtor);
    const auto stall = std::get<StallRegistered>(erased(1).event).stall;
    CHECK(stall.vendor->id == VendorId::from_value(1));
    CHECK(stall.vendor->name.empty());
    CHECK(!stall.vendor->phone);
    CHECK(stall.accounts.at(0).name.empty());
    CHECK(stall.registered());
    CHECK(std::get<PaymentRequestOpened>(erased(3).event).request.description.empty());
    CHECK(std::get<NoticeConflicted>(erased(9).event).notice_digest == Hash{});
}

TEST_CASE("codec: nothing of a person stands outside the sealed part", "[book][codec][erasure]") {
    class Swallow final : public Sealer {
        Result<std::string> seal(std::optional<VendorId>, std::string_view) override {
            return std::string{"box"};
        }
        Result<std::optional<std::string>> open(std::optional<VendorId>, std::string_view) const override {
            return std::optional<std::string>{};
        }
    } swallow;
    std::string all;
    for (const auto& event : one_of_each()) all += encode(event, swallow)->payload;
    for (const auto* personal : {"Cô Năm", "NAM", "NGUYEN THI BA", "LÊ THỊ CHI", "0987654321", "Ma giao dich",
                                 "ba ký cá", "transferAmount"}) {
        CAPTURE(personal);
        CHECK(all.find(personal) == std::string::npos);
    }
    CHECK(all.find(std::string{Book::digest(sepay_notice()).bytes()}) == std::string::npos);
}

TEST_CASE("codec: an erased transfer is the same transfer still", "[book][codec][erasure]") {
    Ledger ledger;
    BoxSealer sealer;
    const auto market = ledger.open_market();
    ledger.open_stall(market, "A-1", {account("0011223344")});
    const auto notice = credit("1", 5'000, "text");
    ledger.record(notice);
    Book after_erasure;
    for (const auto& event : ledger.events) {
        const auto encoded = *encode(event, sealer);
        sealer.destroyed = VendorId::from_value(1);
        after_erasure.apply(*decode(event.sequence, encoded.type, encoded.payload, sealer));
    }
    const auto outcome =
        after_erasure.decide({RecordTransfer{feed, notice}, "", {}}, after_erasure.next(), start).outcome;
    CHECK(std::holds_alternative<Exists>(outcome));
    CHECK(after_erasure.broken_invariants().empty());
}

TEST_CASE("codec: what no version wrote is refused, never guessed", "[book][codec]") {
    BoxSealer sealer;
    const auto encoded = *encode(transfer_event(), sealer);
    const auto error_of = [&](std::uint16_t type, std::string_view payload) {
        return decode(Sequence{1}, type, payload, sealer).error();
    };
    CHECK(error_of(0, "") == errc::unknown_type);
    CHECK(error_of(60'000, "") == errc::unknown_type);
    CHECK(error_of(9, "") == errc::malformed);
    CHECK(error_of(9, "\xff\xff\xff") == errc::malformed);
    CHECK(error_of(12, encoded.payload) == errc::malformed);
}

TEST_CASE("codec: a text that would not decode is not encoded", "[book][codec]") {
    BoxSealer sealer;
    auto event = transfer_event();
    std::get<TransferReceived>(event.event).notice.bank_reference = "\xff";
    CHECK(encode(event, sealer).error() == errc::malformed);
    event = transfer_event();
    std::get<TransferReceived>(event.event).notice.reference = reference("\xc3");
    CHECK(encode(event, sealer).error() == errc::malformed);
    event = transfer_event();
    std::get<TransferReceived>(event.event).notice.as_received = "\xff\x00";  // Bytes are bytes.
    CHECK(encode(event, sealer).has_value());
}

TEST_CASE("codec: damaged bytes never crash and never decode into impossible values", "[book][codec]") {
    BoxSealer sealer;
    std::mt19937 chance{7};
    std::size_t refused = 0, tried = 0;
    for (const auto& event : one_of_each()) {
        const auto encoded = *encode(event, sealer);
        for (int i = 0; i < 2'000; ++i) {
            auto bytes = encoded.payload;
            for (auto flips = 1 + chance() % 4; flips > 0; --flips)
                bytes[chance() % bytes.size()] = static_cast<char>(chance());
            if (chance() % 4 == 0) bytes.resize(chance() % bytes.size());
            const auto decoded = decode(event.sequence, encoded.type, bytes, sealer);
            refused += !decoded;
            ++tried;
            if (decoded) CHECK(encode(*decoded, sealer).has_value());
        }
    }
    CHECK(refused > tried / 10);
}

TEST_CASE("codec: an ordinary SePay transfer has at most 400 bytes in the journal", "[book][codec][size]") {
    BoxSealer sealer;
    const auto event = transfer_event();
    const auto& notice = std::get<TransferReceived>(event.event).notice;
    const auto payload = encode(event, sealer)->payload.size();
    constexpr std::size_t record =
        8 + 8 + 2 + 16;  // docs/journal-format.md: length, CRC, sequence, type and the 16 random bytes.
    std::cout << "a SePay notice of " << notice.as_received.size() << " bytes: payload " << payload
              << " bytes, with the record's frame " << payload + record << " (of 400)\n";
    CHECK(payload + record <= 400);
    CHECK(sealer.owners.back() == VendorId::from_value(417));
}

TEST_CASE("codec: packing gives back every byte, and never grows by more than one", "[book][codec]") {
    std::mt19937 chance{3};
    std::vector<std::string> texts{"", "x", std::string(100'000, 'a'), sepay_notice().as_received};
    for (int i = 0; i < 500; ++i) {
        std::string noise(chance() % 3'000, ' ');
        for (char& c : noise) c = static_cast<char>(chance());
        texts.push_back(noise);
    }
    for (const auto& text : texts) {
        const auto packed = pack_personal(text);
        REQUIRE(packed.size() <= text.size() + 1);
        REQUIRE(unpack_personal(packed) == text);
    }
    CHECK(pack_personal(sepay_notice().as_received).size() < 200);
    CHECK(!unpack_personal(""));
    CHECK(!unpack_personal("\x02xyz"));
    CHECK(!unpack_personal("\x03xyz"));
    CHECK(!unpack_personal("\x01\xff\xff\xff"));
    CHECK(!unpack_personal(pack_personal(sepay_notice().as_received) + "x"));
    std::string bomb = pack_personal(std::string(1'000'000, 'a'));
    CHECK(unpack_personal(bomb)->size() == 1'000'000);
    CHECK(!unpack_personal(bomb.substr(0, bomb.size() - 1)));
}

// Bytes that ledgers hold: both dictionaries and both packings are part of the journal's format for ever.
TEST_CASE("codec: what was packed by any release is unpacked by this one", "[book][codec]") {
    const std::string notice =
        R"({"id":92704,"gateway":"Vietcombank","content":"CHQ2X7K chuyen tien","transferAmount":45000})";
    CHECK(unpack_personal(
              *from_lower_hex("0183f8dcd208985491bd8f1c38685e318a30f7464e1a585c6c620a74722d00")) == notice);
    CHECK(unpack_personal(
              *from_lower_hex("02205b1d010023010327335bc5d13cf0736dd41a3f07fcb52203157ba0c54f0652b5020ff4678"
                              "4bd0d")) == notice);
}

TEST_CASE("seen filter: never a false no, seldom a false perhaps", "[book][filter]") {
    SeenFilter filter;
    std::mt19937_64 chance{11};
    CHECK(!filter.perhaps(1));
    std::vector<std::uint64_t> keys(SeenFilter::keys_per_segment * 2);
    for (auto& key : keys) filter.add(key = chance());
    std::size_t missed = 0, perhaps = 0;
    for (const auto key : keys) missed += !filter.perhaps(key);
    for (int i = 0; i < 100'000; ++i) perhaps += filter.perhaps(chance());
    std::cout << "seen filter: " << perhaps << " false 'perhaps' in 100,000 with two full segments, "
              << filter.memory() / 1024 << " KiB\n";
    CHECK(missed == 0);
    CHECK(perhaps < 1'000);
}
