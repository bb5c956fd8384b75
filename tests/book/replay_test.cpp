#include <fstream>
#include <map>
#include <random>

#include "base/encoding.hpp"
#include "book/replay/transfer_table.hpp"
#include "book/replay/transfer_view.hpp"
#include "book/sequence_set.hpp"
#include "events.pb.h"
#include "ledger.hpp"

using namespace choqr;
using namespace choqr::book;
using namespace choqr::book::testing;

namespace {

template <class T>
std::optional<std::string> if_any(bool there, T value) {
    return there ? std::optional{std::to_string(static_cast<std::uint64_t>(value))} : std::nullopt;
}

/// Whatever a reader says of a transfer but the box, as text.
template <class Message>
std::vector<std::optional<std::string>> told_by(const Message& m) {
    const auto text = [](auto value) { return std::optional{std::string{value}}; };
    return {std::to_string(m.stamp().recorded_at()),
            text(m.stamp().actor()),
            text(m.stamp().idempotency_key()),
            text(m.stamp().idempotency_body()),
            text(m.feed()),
            text(m.reference()),
            std::to_string(m.direction()),
            text(m.creditor_bin()),
            text(m.creditor_account()),
            text(m.virtual_account()),
            std::to_string(m.amount()),
            std::to_string(m.booked_at()),
            text(m.reversal_of()),
            text(m.bank_reference()),
            std::to_string(m.status()),
            std::to_string(m.basis()),
            if_any(m.has_stall(), m.has_stall() ? m.stall() : 0),
            if_any(m.has_request(), m.has_request() ? m.request() : 0),
            if_any(m.has_request_status(),
                   m.has_request_status() ? m.request_status() : v1::PaymentRequestStatus{}),
            if_any(m.has_reverses(), m.has_reverses() ? m.reverses() : 0),
            if_any(m.has_reversed_by(), m.has_reversed_by() ? m.reversed_by() : 0),
            if_any(m.personal().has_owner(), m.personal().has_owner() ? m.personal().owner() : 0),
            std::to_string(m.booking_time_untold()),
            std::to_string(m.trial()),
            std::to_string(m.counts_when_recorded()),
            std::to_string(m.kind()),
            if_any(m.has_perhaps(), m.has_perhaps() ? m.perhaps() : 0)};
}

/// What the two readers make of the same bytes. The view may decline; what it takes, protobuf takes, and to
/// the same end.
bool view_takes(const std::string& payload) {
    const auto view = TransferView::read(payload);
    if (!view) return false;
    v1::TransferReceived message;
    REQUIRE(message.ParseFromString(payload));
    CHECK(told_by(*view) == told_by(message));
    return true;
}

std::mt19937_64 dice{20'261'122};
std::uint64_t any(std::uint64_t below) {
    return std::uniform_int_distribution<std::uint64_t>{0, below - 1}(dice);
}
bool sometimes() { return any(2) == 0; }

/// A message with each part there or not, and numbers of every length.
v1::TransferReceived any_message() {
    v1::TransferReceived m;
    const auto number = [] { return any(std::uint64_t{1} << (1 + any(62))); };
    const auto text = [] { return std::string(any(20), static_cast<char>('0' + any(60))); };
    if (sometimes()) m.mutable_stamp()->set_recorded_at(static_cast<std::int64_t>(number()));
    if (sometimes()) m.mutable_stamp()->set_actor(text());
    if (sometimes()) m.mutable_stamp()->set_idempotency_key(std::string(32, '\xFF'));
    if (sometimes()) m.set_feed(text());
    m.set_reference(text());
    if (sometimes()) m.set_direction(v1::DEBIT);
    if (sometimes()) m.set_creditor_bin(text());
    if (sometimes()) m.set_creditor_account(text());
    if (sometimes()) m.set_virtual_account(text());
    m.set_amount(static_cast<std::int64_t>(number()));
    if (sometimes()) m.set_booked_at(static_cast<std::int64_t>(number()));
    if (sometimes()) m.set_reversal_of(text());
    if (sometimes()) m.set_bank_reference(text());
    m.set_status(static_cast<v1::TransferStatus>(any(7)));
    m.set_basis(static_cast<v1::MatchBasis>(any(14)));
    if (sometimes()) m.set_stall(number());
    if (sometimes()) m.set_request(number());
    if (sometimes()) m.set_request_status(static_cast<v1::PaymentRequestStatus>(any(8)));
    if (sometimes()) m.set_reverses(number());
    if (sometimes()) m.set_reversed_by(number());
    if (sometimes()) m.mutable_personal()->set_owner(number());
    if (sometimes()) m.mutable_personal()->set_box(std::string(any(300), '\x80'));
    m.set_booking_time_untold(sometimes());
    m.set_trial(sometimes());
    m.set_counts_when_recorded(sometimes());
    m.set_kind(static_cast<v1::EvidenceKind>(any(4)));
    if (sometimes()) m.set_perhaps(number());
    return m;
}

std::string damaged(std::string bytes) {
    if (bytes.empty()) return bytes;
    switch (any(4)) {
        case 0:
            bytes.resize(any(bytes.size() + 1));
            break;
        case 1:
            bytes[any(bytes.size())] = static_cast<char>(any(256));
            break;
        case 2:
            bytes.insert(any(bytes.size()), 1, static_cast<char>(any(256)));
            break;
        default:
            bytes += bytes.substr(any(bytes.size()));
            break;  // Fields once more, out of order.
    }
    return bytes;
}

/// The event without what a replay leaves sealed.
RecordedEvent unsealed(RecordedEvent event) {
    if (auto* e = std::get_if<TransferReceived>(&event.event)) {
        e->notice.remittance_information.clear();
        e->notice.debtor.reset();
        e->notice.as_received.clear();
    }
    if (auto* e = std::get_if<PaymentRequestOpened>(&event.event)) e->request.description.clear();
    return event;
}

std::string bytes_of(const RecordedEvent& event) {
    PlainSealer sealer;
    return encode(event, sealer).value().payload;
}

merchants::TransferNotice without_time(Instant heard_at) {
    auto notice = credit("untold", 5'000, "mua rau");
    notice.booked_at = heard_at;
    notice.booked_at_told = false;
    return notice;
}

}  // namespace

TEST_CASE("replay: a transfer's view tells what protobuf tells", "[book][codec][replay]") {
    for (int i = 0; i < 20'000; ++i) {
        CAPTURE(i);
        REQUIRE(view_takes(any_message().SerializeAsString()));
    }
}

TEST_CASE("replay: of bytes that are not ours the view takes none otherwise than protobuf",
          "[book][codec][replay]") {
    int taken = 0;
    for (int i = 0; i < 200'000; ++i) {
        auto bytes = damaged(any_message().SerializeAsString());
        if (sometimes()) bytes = damaged(std::move(bytes));
        taken += view_takes(bytes) ? 1 : 0;
    }
    CHECK(taken > 1'000);  // A changed digit is as good as another; but
    CHECK(taken < 150'000);
}

TEST_CASE("replay: everything but what is sealed is read, into new places and used ones",
          "[book][codec][replay]") {
    std::ifstream file{CHOQR_SOURCE_DIR "/tests/vectors/book-events.txt"};
    PlainSealer sealer;
    std::optional<RecordedEvent> used;
    int transfers = 0;
    for (std::string line; std::getline(file, line);) {
        if (line.starts_with('#')) continue;
        CAPTURE(line);
        const auto type = static_cast<std::uint16_t>(std::stoi(line));
        const auto payload = *from_lower_hex(line.substr(line.find(' ') + 1));
        const Sequence place{type == 19 ? 0u : 77u};  // A trial ledger's mark stands at its beginning alone.
        const auto whole = unsealed(decode(place, type, payload, sealer).value());
        for (const auto* bytes : {&payload, &payload}) {  // The second time over one of its own kind.
            REQUIRE(decode_for_replay(place, type, *bytes, sealer, used));
            CHECK(used->sequence == place);
            CHECK(bytes_of(*used) == bytes_of(whole));
        }
        if (const auto* e = std::get_if<TransferReceived>(&used->event)) {
            CHECK(e->unread);
            CHECK(e->owner == std::get<TransferReceived>(whole.event).owner);
            ++transfers;
        }
    }
    CHECK(transfers == 3);

    // A full transfer's place, used for a bare one: nothing of the former is left.
    Ledger ledger;
    ledger.record(reversal("r1", 3'000, "o1"));
    auto full = credit("full", 2'000, "text");
    full.virtual_account = AccountNumber::parse("VA1");
    ledger.record(full);
    auto bare = credit("bare", 1'000, "");
    bare.creditor_bin.reset();
    bare.creditor_account.reset();
    bare.bank_reference.clear();
    ledger.record(bare);
    for (const auto& event : ledger.events) {
        REQUIRE(decode_for_replay(event.sequence, 9, bytes_of(event), sealer, used));
        CHECK(bytes_of(*used) == bytes_of(unsealed(event)));
    }
}

TEST_CASE("replay: a payload that is no event is refused as decode() refuses it", "[book][codec][replay]") {
    PlainSealer sealer;
    std::optional<RecordedEvent> used;
    Ledger ledger;
    ledger.record(credit("t1", 1'000, "x"));
    const auto payload = bytes_of(ledger.events.back());
    for (const auto& [type, bytes] :
         std::vector<std::pair<std::uint16_t, std::string>>{{9, payload.substr(0, payload.size() - 1)},
                                                            {9, ""},
                                                            {9, "\xFF"},
                                                            {9, payload + payload.substr(0, 1)},
                                                            {6, "\xFF"},
                                                            {4'711, payload}}) {
        CAPTURE(type, to_hex(bytes));
        CHECK(decode_for_replay(Sequence{0}, type, bytes, sealer, used).error() ==
              decode(Sequence{0}, type, bytes, sealer).error());
    }
}

TEST_CASE("codec: a time that the provider left out stays left out, and older records were all told",
          "[book][codec]") {
    PlainSealer sealer;
    Ledger ledger;
    const auto notice = without_time(start);
    ledger.record(notice);
    const auto& e = ledger.last<TransferReceived>();
    CHECK_FALSE(e.notice.booked_at_told);
    CHECK(Book::digest(e.notice) == Book::digest(notice));
    // The last field: number 20, and true.
    const auto bytes = bytes_of(ledger.events.back());
    CHECK(bytes.ends_with(std::string{"\xA0\x01\x01", 3}));
    const auto older = decode(Sequence{0}, 9, bytes.substr(0, bytes.size() - 3), sealer).value();
    CHECK(std::get<TransferReceived>(older.event).notice.booked_at_told);
}

TEST_CASE(
    "transfer table: finds what was added by reference and by id, through any order of adding and removing",
    "[book]") {
    TransferTable table;
    std::map<std::uint64_t, std::string> model;
    const auto key_of = [](std::uint64_t id) {
        return "feed" + std::string(1, '\0') + std::string(id % 40, 'r') + std::to_string(id);
    };
    std::uint64_t next = 0;
    for (int i = 0; i < 60'000; ++i) {
        // Grows to some thousand, shrinks to nothing, grows again.
        const bool adds = model.empty() || any(100) < (i / 10'000 % 2 == 0 ? 70u : 20u);
        if (adds) {
            const auto id = next += 1 + any(50);
            const auto key = key_of(id);
            const auto* const added = table.add(key, {.id = TransferId::from_value(id),
                                                      .amount = {},
                                                      .stall = {},
                                                      .request = {},
                                                      .changed_at = {},
                                                      .entry = id / 64,  // 0: none. Some have the same.
                                                      .evidence = {TransferId::from_value(id), {}, {}}});
            REQUIRE(added);
            CHECK(added->id == TransferId::from_value(id));
            CHECK_FALSE(table.add(key, *added));
            model.emplace(id, key);
        } else {
            auto gone = model.lower_bound(any(next + 1));
            if (gone == model.end()) gone = model.begin();
            CHECK(table.remove(TransferId::from_value(gone->first)) == TransferTable::hash_of(gone->second));
            CHECK_FALSE(table.find(TransferId::from_value(gone->first)));
            CHECK_FALSE(table.find(gone->second));
            model.erase(gone);
        }
        REQUIRE(table.size() == model.size());
        if (i % 500 != 0) continue;
        for (const auto& [id, key] : model) {
            const auto* found = table.find(key);
            REQUIRE(found);
            CHECK(found->id == TransferId::from_value(id));
            CHECK(table.find(TransferId::from_value(id)) == found);
            CHECK(table.key_of(found->id) == key);
        }
        const auto entry = 1 + any(next / 64 + 1);
        std::size_t found = 0;
        table.each_of_entry(entry, [&](std::string_view key, const Transfer& transfer) {
            found += model.at(transfer.id.value()) == key && transfer.id.value() / 64 == entry ? 1u : 0u;
        });
        CHECK(found == static_cast<std::size_t>(std::ranges::count_if(
                           model, [&](const auto& one) { return one.first / 64 == entry; })));
    }
    std::size_t visited = 0;
    table.each([&](std::string_view key, const Transfer& transfer) {
        visited += model.at(transfer.id.value()) == key ? 1u : 0u;
    });
    CHECK(visited == model.size());
}

TEST_CASE("sequence set: holds what was added", "[book]") {
    SequenceSet set;
    CHECK_FALSE(set.contains(Sequence{0}));
    for (const std::uint64_t sequence : {0u, 63u, 64u, 1'000u}) set.add(Sequence{sequence});
    for (const std::uint64_t sequence : {0u, 63u, 64u, 1'000u}) CHECK(set.contains(Sequence{sequence}));
    for (const std::uint64_t sequence : {1u, 62u, 65u, 999u, 1'001u, 1'000'000u})
        CHECK_FALSE(set.contains(Sequence{sequence}));
}
