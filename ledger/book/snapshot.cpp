#include "base/crc32c.hpp"
#include "base/plant.hpp"
#include "book/form.hpp"
#include "book/versions.hpp"

// The book as bytes and back. Derived indexes are not written: they are made again. Everything is written in
// a fixed order, so that equal books give equal bytes.
namespace choqr::book {
namespace {

constexpr std::size_t crc_size = 4;

/// The filter's bits and the keys of account days come from the standard library's hash. Another library,
/// another number: then its "never seen" would be wrong, and a payment credited twice.
std::uint64_t hash_in_use() { return TransferTable::hash_of("choqr: which hash is this?"); }

std::string eight_bytes(std::uint64_t value) {
    std::string bytes;
    for (unsigned shift = 0; shift < 64; shift += 8) bytes += static_cast<char>(value >> shift);
    return bytes;
}

template <class Map, class Key>
auto& one_of(Map& map, const Key& key) {
    const auto found = map.find(key);
    if (found == map.end()) throw form::Damaged{};
    return found->second;
}

void index(StallId id, const StallEntry& entry, Book::State& state) {
    const auto& stall = entry.stall;
    if (!entry.code_given_back) state.places.stall_by_code.emplace(stall.transfer_code.number(), id);
    state.places.remember_holders(entry);
    if (is_closed(entry)) return;
    state.places.stall_by_number.emplace(std::pair{stall.market, stall.code}, id);
    ++one_of(state.places.market_stalls, stall.market).there;
}

/// What follows from what was written.
void make_indexes(Book::State& state) {
    for (const auto& [id, market] : state.places.markets) {
        state.places.market_by_code.emplace(market.code, id);
        state.places.market_stalls.emplace(id, MarketStalls{});
    }
    for (auto& [id, entry] : state.places.stalls) index(id, entry, state);
    for (const auto& [at, id] : state.places.closed_stalls) {
        const auto& stall = one_of(state.places.stalls, id).stall;
        state.places.remember_closed(at, stall);
        ++one_of(state.places.market_stalls, stall.market).closed_lately;
    }
    for (const auto& [id, change] : state.payees.open) state.payees.due.emplace(change.due_at(), id);
    state.transfers.table.each(
        [&](std::string_view, const Transfer& transfer) { state.transfers.index(transfer); });
    for (const auto& [id, entry] : state.requests.requests) {
        const auto& request = entry.request;
        auto& stall = one_of(state.places.stalls, request.stall);
        ++stall.requests_held;
        stall.requests_open += waits(request) ? 1u : 0u;
        state.requests.request_by_code.emplace(request.reference_code.number(), id);
        if (request.expires_at && request.status == merchants::PaymentRequestStatus::open)
            state.requests.expiries.emplace(*request.expires_at, id);
    }
}

std::string crc_of(std::string_view bytes) {
    const auto crc = crc32c(bytes);
    std::string four;
    for (unsigned shift = 0; shift < 32; shift += 8) four += static_cast<char>(crc >> shift);
    return four;
}

void read_state(form::Reader& reader, Book::State& state) {
    for (const auto expected : {snapshot_version(), hash_in_use()})
        if (reader.raw(8) != eight_bytes(expected)) throw form::Damaged{};
    form::take_into(state, reader);
    if (!reader.at_end()) throw form::Damaged{};
    if (planted("answers_not_in_snapshot")) state.answers = {};
    make_indexes(state);
}

/// A bit more than it will be, so that tens of megabytes are not moved while they grow.
std::size_t size_guess(const Book::State& state) {
    const auto bits = state.transfers.is_transfer.words().size() + state.requests.is_request.words().size();
    return 65'536 + state.transfers.table.size() * 80 + state.answers.by_key.size() * 110 +
           state.places.stalls.size() * 400 + state.requests.requests.size() * 100 +
           state.transfers.forgotten.memory() + bits * 8;
}

}  // namespace

Book::Snapshot Book::snapshot() const {
    form::Writer writer;
    writer.bytes.reserve(size_guess(*state_));
    writer.bytes += eight_bytes(snapshot_version());
    writer.bytes += eight_bytes(hash_in_use());
    form::put(writer, *state_);
    writer.bytes += crc_of(writer.bytes);
    return {next(), {}, std::move(writer.bytes)};
}

std::optional<Book> Book::from_snapshot(const Snapshot& snapshot) {
    const std::string_view bytes{snapshot.bytes};
    if (bytes.size() < crc_size) return std::nullopt;
    const auto content = bytes.substr(0, bytes.size() - crc_size);
    if (bytes.substr(content.size()) != crc_of(content)) return std::nullopt;
    Book book;
    try {
        form::Reader reader{content};
        read_state(reader, *book.state_);
    } catch (const form::Damaged&) {
        return std::nullopt;
    }
    if (book.next() != snapshot.next) return std::nullopt;
    return book;
}

}  // namespace choqr::book
