#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <limits>
#include <utility>

#include "base/crc32c.hpp"
#include "base/plant.hpp"
#include "book/state.hpp"

// The book as bytes and back. Derived indexes are not written: they are made again. Everything is written in a fixed order,
// so that equal books give equal bytes.
namespace choqr::book {
namespace {

/// Counts up whenever State or the meaning of anything in it changes, rules of apply() included: a book that was replayed
/// under older rules must not live on.
constexpr std::uint64_t snapshot_version = 4;
constexpr std::size_t crc_size = 4;

/// The filter's bits and the keys of account days come from the standard library's hash. Another library, another number:
/// then its "never seen" would be wrong, and a payment credited twice.
std::uint64_t hash_in_use() { return TransferTable::hash_of("choqr: which hash is this?"); }

/// Thrown and caught in this file only.
struct Damaged {};

class Writer {
public:
    void number(std::uint64_t value) {
        std::array<char, 10> groups;
        std::size_t count = 0;
        for (; value >= 0x80; value >>= 7) groups[count++] = static_cast<char>(value | 0x80);
        groups[count++] = static_cast<char>(value);
        bytes.append(groups.data(), count);  // At once: asking for room once per byte is what a snapshot would spend its time on.
    }
    void text(std::string_view value) {
        number(value.size());
        bytes += value;
    }
    std::string bytes;
};

class Reader {
public:
    explicit Reader(std::string_view bytes) : rest_{bytes} {}
    std::uint64_t number() {
        std::uint64_t value = 0;
        for (unsigned shift = 0; shift < 64; shift += 7) {
            const auto byte = static_cast<unsigned char>(raw(1).front());
            value |= std::uint64_t{byte & 0x7Fu} << shift;
            if (byte < 0x80) return value;
        }
        throw Damaged{};
    }
    std::string_view raw(std::size_t size) {
        if (size > rest_.size()) throw Damaged{};
        const auto taken = rest_.substr(0, size);
        rest_.remove_prefix(size);
        return taken;
    }
    std::string_view text() { return raw(number()); }
    /// How many things follow; each has at least one byte.
    std::size_t count() {
        const auto count = number();
        if (count > rest_.size()) throw Damaged{};
        return count;
    }
    bool at_end() const { return rest_.empty(); }

private:
    std::string_view rest_;
};

/// How a type is written and read.
template <class T>
struct Form;

template <class T>
void put(Writer& to, const T& value) {
    Form<T>::put(to, value);
}
template <class... T>
void put_all(Writer& to, const T&... values) {
    (put(to, values), ...);
}
template <class T>
T take(Reader& from) {
    return Form<T>::take(from);
}
template <class T>
T intact(std::optional<T> value) {
    if (!value) throw Damaged{};
    return *std::move(value);
}

template <class T>
    requires std::is_unsigned_v<T>
struct Form<T> {
    static void put(Writer& to, T value) { to.number(value); }
    static T take(Reader& from) {
        const auto value = from.number();
        if (value > std::numeric_limits<T>::max()) throw Damaged{};
        return static_cast<T>(value);
    }
};
template <>
struct Form<std::int64_t> {
    static void put(Writer& to, std::int64_t value) { to.number(std::bit_cast<std::uint64_t>(value)); }
    static std::int64_t take(Reader& from) { return std::bit_cast<std::int64_t>(from.number()); }
};
template <class T>
    requires std::is_enum_v<T>
struct Form<T> {
    static void put(Writer& to, T value) { to.number(static_cast<std::uint64_t>(value)); }
    static T take(Reader& from) { return static_cast<T>(book::take<std::uint8_t>(from)); }
};
template <>
struct Form<std::string> {
    static void put(Writer& to, const std::string& value) { to.text(value); }
    static std::string take(Reader& from) { return std::string{from.text()}; }
};
template <class Kind>
struct Form<Id<Kind>> {
    static void put(Writer& to, Id<Kind> value) { to.number(value.value()); }
    static Id<Kind> take(Reader& from) { return Id<Kind>::from_value(from.number()); }
};
template <class Kind>
struct Form<Name<Kind>> {
    static void put(Writer& to, const Name<Kind>& value) { to.text(value.text()); }
    static Name<Kind> take(Reader& from) { return intact(Name<Kind>::parse(from.text())); }
};
template <>
struct Form<Sequence> {
    static void put(Writer& to, Sequence value) { to.number(value.value()); }
    static Sequence take(Reader& from) { return Sequence{from.number()}; }
};
template <>
struct Form<Instant> {
    static void put(Writer& to, Instant value) { book::put(to, std::int64_t{value.time_since_epoch().count()}); }
    static Instant take(Reader& from) { return Instant{std::chrono::milliseconds{book::take<std::int64_t>(from)}}; }
};
template <>
struct Form<std::chrono::minutes> {
    static void put(Writer& to, std::chrono::minutes value) { book::put(to, std::int64_t{value.count()}); }
    static std::chrono::minutes take(Reader& from) { return std::chrono::minutes{book::take<std::int64_t>(from)}; }
};
template <>
struct Form<std::chrono::days> {
    static void put(Writer& to, std::chrono::days value) { book::put(to, std::int64_t{value.count()}); }
    static std::chrono::days take(Reader& from) { return std::chrono::days{book::take<std::int64_t>(from)}; }
};
template <>
struct Form<Day> {
    static void put(Writer& to, Day value) { book::put(to, std::int64_t{std::chrono::sys_days{value}.time_since_epoch().count()}); }
    static Day take(Reader& from) { return std::chrono::sys_days{std::chrono::days{book::take<std::int64_t>(from)}}; }
};
template <>
struct Form<Hash> {
    static void put(Writer& to, const Hash& value) { to.bytes += value.bytes(); }
    static Hash take(Reader& from) { return intact(Hash::from_bytes(from.raw(Hash::size))); }
};
template <>
struct Form<Vnd> {
    static void put(Writer& to, Vnd value) { book::put(to, value.dong()); }
    static Vnd take(Reader& from) { return intact(Vnd::from_dong(book::take<std::int64_t>(from))); }
};
template <>
struct Form<VndSum> {
    static void put(Writer& to, VndSum value) { book::put(to, value.dong()); }
    static VndSum take(Reader& from) { return intact(VndSum::from_dong(book::take<std::int64_t>(from))); }
};
template <>
struct Form<Bin> {
    static void put(Writer& to, const Bin& value) { to.text(value.text()); }
    static Bin take(Reader& from) { return intact(Bin::parse(from.text())); }
};
template <>
struct Form<AccountNumber> {
    static void put(Writer& to, const AccountNumber& value) { to.text(value.text()); }
    static AccountNumber take(Reader& from) { return intact(AccountNumber::parse(from.text())); }
};
template <merchants::TransferCode::Kind K>
struct Form<merchants::CodeOf<K>> {
    static void put(Writer& to, merchants::CodeOf<K> value) { to.number(value.number()); }
    static merchants::CodeOf<K> take(Reader& from) {
        const auto number = book::take<std::uint32_t>(from);
        if (number >= merchants::TransferCode::capacity) throw Damaged{};
        return merchants::CodeOf<K>::make(number);
    }
};
template <class T>
struct Form<std::optional<T>> {
    static void put(Writer& to, const std::optional<T>& value) {
        to.number(value ? 1 : 0);
        if (value) book::put(to, *value);
    }
    static std::optional<T> take(Reader& from) {
        if (from.number() == 0) return std::nullopt;
        return book::take<T>(from);
    }
};
template <class A, class B>
struct Form<std::pair<A, B>> {
    static void put(Writer& to, const std::pair<A, B>& value) { put_all(to, value.first, value.second); }
    static std::pair<A, B> take(Reader& from) {
        auto first = book::take<std::remove_const_t<A>>(from);
        return {std::move(first), book::take<B>(from)};
    }
};

template <class List>
struct ListForm {
    static void put(Writer& to, const List& list) {
        to.number(list.size());
        for (const auto& one : list) book::put(to, one);
    }
    static List take(Reader& from) {
        List list;
        for (auto left = from.count(); left > 0; --left) list.insert(list.end(), book::take<typename List::value_type>(from));
        return list;
    }
};
template <class T>
struct Form<std::vector<T>> : ListForm<std::vector<T>> {};
template <class T>
struct Form<std::deque<T>> : ListForm<std::deque<T>> {};
template <class T>
struct Form<std::set<T>> : ListForm<std::set<T>> {};
template <class K, class V>
struct Form<std::map<K, V>> : ListForm<std::map<K, V>> {};

template <class Key>
struct Less {
    bool operator()(const Key& a, const Key& b) const { return a < b; }
};
/// In the order of the keys: the table's own order depends on its history.
template <class K, class V, class H, class E>
struct Form<std::unordered_map<K, V, H, E>> {
    using Map = std::unordered_map<K, V, H, E>;
    static void put(Writer& to, const Map& map) {
        std::vector<const typename Map::value_type*> sorted;
        sorted.reserve(map.size());
        for (const auto& one : map) sorted.push_back(&one);
        std::ranges::sort(sorted, Less<K>{}, [](const auto* one) -> const K& { return one->first; });
        to.number(sorted.size());
        for (const auto* one : sorted) put_all(to, one->first, one->second);
    }
    static Map take(Reader& from) {
        Map map;
        const auto count = from.count();
        map.reserve(count);
        for (auto left = count; left > 0; --left) {
            auto key = book::take<K>(from);
            map.emplace(std::move(key), book::take<V>(from));
        }
        return map;
    }
};
template <>
struct Form<SequenceSet> {
    static_assert(std::endian::native == std::endian::little, "the words are written as they stand in memory");
    static void put(Writer& to, const SequenceSet& set) {
        to.number(set.words().size());
        to.bytes.append(reinterpret_cast<const char*>(set.words().data()), set.words().size() * sizeof(std::uint64_t));
    }
    static SequenceSet take(Reader& from) {
        const auto size = from.count();
        const auto bytes = from.raw(size * sizeof(std::uint64_t));
        std::vector<std::uint64_t> words(size);
        if (size != 0) std::memcpy(words.data(), bytes.data(), bytes.size());
        return SequenceSet{std::move(words)};
    }
};

// The things of the book. Braces are evaluated from left to right, so take() follows the order of put_all().

template <>
struct Form<merchants::Market> {
    static void put(Writer& to, const merchants::Market& m) {
        put_all(to, m.id, m.name, m.code, m.province, m.commune, m.business_day_cutoff, m.watch_period,
                m.stalls_max);
    }
    static merchants::Market take(Reader& r) {
        return {book::take<MarketId>(r),          book::take<std::string>(r),
                book::take<std::string>(r),       book::take<std::string>(r),
                book::take<std::string>(r),       book::take<std::chrono::minutes>(r),
                book::take<std::chrono::days>(r), book::take<std::uint32_t>(r)};
    }
};
template <>
struct Form<merchants::Vendor> {
    static void put(Writer& to, const merchants::Vendor& v) { put_all(to, v.id, v.kind, v.name, v.phone); }
    static merchants::Vendor take(Reader& r) {
        return {book::take<VendorId>(r), book::take<merchants::VendorKind>(r), book::take<std::string>(r),
                book::take<std::optional<std::string>>(r)};
    }
};
template <>
struct Form<merchants::Account> {
    static void put(Writer& to, const merchants::Account& a) { put_all(to, a.kind, a.bin, a.number, a.name); }
    static merchants::Account take(Reader& r) {
        return {book::take<merchants::AccountKind>(r), book::take<Bin>(r), book::take<AccountNumber>(r), book::take<std::string>(r)};
    }
};
template <>
struct Form<merchants::StandState> {
    static void put(Writer& to, const merchants::StandState& s) { put_all(to, s.version, s.since, s.account_version, s.printed); }
    static merchants::StandState take(Reader& r) {
        return {book::take<std::uint32_t>(r), book::take<Instant>(r), book::take<std::uint32_t>(r), book::take<std::uint32_t>(r)};
    }
};
template <>
struct Form<merchants::Stall> {
    static void put(Writer& to, const merchants::Stall& s) {
        put_all(to, s.id, s.market, s.kind, s.status, s.code, s.zone, s.goods, s.transfer_code, s.vendor, s.accounts,
                s.stand);
    }
    static merchants::Stall take(Reader& r) {
        return {book::take<StallId>(r), book::take<MarketId>(r), book::take<merchants::PointKind>(r),
                book::take<merchants::StallStatus>(r), book::take<std::string>(r), book::take<std::string>(r),
                book::take<std::string>(r), book::take<merchants::StallCode>(r), book::take<std::optional<merchants::Vendor>>(r),
                book::take<std::vector<merchants::Account>>(r), book::take<merchants::StandState>(r)};
    }
};
template <>
struct Form<merchants::PaymentRequest> {
    static void put(Writer& to, const merchants::PaymentRequest& p) {
        put_all(to, p.id, p.stall, p.amount, p.description, p.reference_code, p.opened_at, p.expires_at, p.received, p.status);
    }
    static merchants::PaymentRequest take(Reader& r) {
        return {book::take<PaymentRequestId>(r), book::take<StallId>(r), book::take<Vnd>(r), book::take<std::string>(r),
                book::take<merchants::RequestCode>(r), book::take<Instant>(r), book::take<std::optional<Instant>>(r),
                book::take<VndSum>(r), book::take<merchants::PaymentRequestStatus>(r)};
    }
};
template <>
struct Form<IssueToken> {
    static void put(Writer& to, const IssueToken& t) { put_all(to, t.role, t.market, t.stall, t.feed, t.label, t.token_hash); }
    static IssueToken take(Reader& r) {
        return {book::take<Role>(r), book::take<std::optional<MarketId>>(r), book::take<std::optional<StallId>>(r),
                book::take<std::optional<FeedId>>(r), book::take<std::string>(r), book::take<Hash>(r)};
    }
};
template <>
struct Form<Transfer> {
    static void put(Writer& to, const Transfer& t) {
        put_all(to, t.id, t.status, t.amount, t.stall, t.request, t.owner, t.changed_at, t.account_day,
                t.trial);
    }
    static Transfer take(Reader& r) {
        return {book::take<TransferId>(r),
                book::take<TransferStatus>(r),
                {},
                book::take<Vnd>(r),
                book::take<std::optional<StallId>>(r),
                book::take<std::optional<PaymentRequestId>>(r),
                book::take<std::optional<VendorId>>(r),
                book::take<Sequence>(r),
                book::take<std::uint64_t>(r),
                book::take<bool>(r)};
    }
};
/// In the order of the ids, without the digests: those follow from the journal, and confirm guesses.
template <>
struct Form<TransferTable> {
    using Held = std::pair<std::string_view, const Transfer*>;
    static void put(Writer& to, const TransferTable& table) {
        std::vector<Held> sorted;
        sorted.reserve(table.size());
        table.each([&](std::string_view key, const Transfer& transfer) { sorted.emplace_back(key, &transfer); });
        std::ranges::sort(sorted, {}, [](const Held& one) { return one.second->id; });
        to.number(sorted.size());
        for (const auto& [key, transfer] : sorted) {
            to.text(key);
            book::put(to, *transfer);
        }
    }
    static TransferTable take(Reader& from) {
        TransferTable table;
        for (auto left = from.count(); left > 0; --left) {
            const auto key = from.text();
            const auto transfer = book::take<Transfer>(from);
            if (!table.add(key, transfer)) throw Damaged{};
        }
        return table;
    }
};
template <>
struct Form<AccountDay> {
    static void put(Writer& to, const AccountDay& d) {
        put_all(to, d.account, d.day, d.received, d.reversed, d.transfers, d.forgotten);
    }
    static AccountDay take(Reader& r) {
        return {book::take<std::string>(r), book::take<Day>(r), book::take<std::int64_t>(r), book::take<std::int64_t>(r),
                book::take<std::uint32_t>(r), book::take<std::uint32_t>(r)};
    }
};
template <>
struct Form<FormerAccount> {
    static void put(Writer& to, const FormerAccount& f) {
        put_all(to, f.account.number, f.account.bin, f.given_up_at);
    }
    static FormerAccount take(Reader& r) {
        auto number = book::take<std::string>(r);
        const auto bin = book::take<Bin>(r);
        return {{std::move(number), bin}, book::take<Instant>(r)};
    }
};
template <>
struct Form<RequestEntry> {
    static void put(Writer& to, const RequestEntry& e) { put_all(to, e.request, e.changed_at, e.changed_on); }
    static RequestEntry take(Reader& r) {
        return {book::take<merchants::PaymentRequest>(r), book::take<Sequence>(r), book::take<Instant>(r)};
    }
};
template <>
struct Form<StallEntry> {
    static void put(Writer& to, const StallEntry& e) {
        put_all(to, e.stall, e.changed_at, e.status_at, e.used, e.code_given_back, e.former);
    }
    static StallEntry take(Reader& r) {
        return {book::take<merchants::Stall>(r),
                book::take<Sequence>(r),
                book::take<Sequence>(r),
                book::take<bool>(r),
                book::take<bool>(r),
                book::take<std::vector<FormerAccount>>(r)};
    }
};
template <>
struct Form<Answer> {
    static void put(Writer& to, const Answer& a) { put_all(to, a.body, a.sequence); }
    static Answer take(Reader& r) { return {book::take<Hash>(r), book::take<Sequence>(r)}; }
};
template <>
struct Form<PendingReversal> {
    static void put(Writer& to, const PendingReversal& p) { put_all(to, p.by, p.amount); }
    static PendingReversal take(Reader& r) { return {book::take<TransferId>(r), book::take<Vnd>(r)}; }
};
template <>
struct Form<Conflict> {
    static void put(Writer& to, const Conflict& c) { put_all(to, c.digest, c.owner); }
    static Conflict take(Reader& r) { return {book::take<Hash>(r), book::take<std::optional<VendorId>>(r)}; }
};
template <>
struct Form<TokenEntry> {
    static void put(Writer& to, const TokenEntry& e) { put_all(to, e.token, e.revoked_at); }
    static TokenEntry take(Reader& r) { return {book::take<IssueToken>(r), book::take<std::optional<Sequence>>(r)}; }
};
template <>
struct Form<DayChanges> {
    static void put(Writer& to, const DayChanges& c) { put_all(to, c.days(), c.older()); }
    static DayChanges take(Reader& r) {
        auto days = book::take<std::map<Day, Sequence>>(r);
        return {std::move(days), book::take<Sequence>(r)};
    }
};
template <>
struct Form<MarketDays> {
    static void put(Writer& to, const MarketDays& d) { put_all(to, d.registered_on, d.closed, d.changes); }
    static MarketDays take(Reader& r) {
        return {book::take<Day>(r), book::take<std::vector<Day>>(r), book::take<DayChanges>(r)};
    }
};
template <class Key>
struct Form<FairShares<Key>> {
    static void put(Writer& to, const FairShares<Key>& shares) { book::put(to, shares.owners()); }
};
template <class T>
void take_into(T& member, Reader& from) {
    member = book::take<T>(from);
}
/// What room there is, is not written.
template <class Key>
void take_into(FairShares<Key>& member, Reader& from) {
    member.refill(book::take<typename FairShares<Key>::Owners>(from));
}
template <>
struct Form<SeenFilter> {
    static void put(Writer& to, const SeenFilter& filter) { filter.write(to.bytes, [&to](std::size_t value) { to.number(value); }); }
    static SeenFilter take(Reader& r) {
        SeenFilter filter;
        auto segments = r.count();
        for (; segments > 0; --segments) {
            const auto keys = r.number();
            filter.add_segment(keys, r.raw(SeenFilter::segment_bytes));
        }
        return filter;
    }
};

/// What is written, in its order, once for both ways.
template <class State, class Each>
void each_member(State& s, Each each) {
    each(s.next), each(s.last_recorded_at), each(s.is_trial), each(s.days), each(s.unmatched_changes),
        each(s.vendors), each(s.markets), each(s.stalls), each(s.next_stall_number),
        each(s.free_stall_numbers), each(s.closed_stalls), each(s.requests), each(s.next_request_number),
        each(s.free_request_numbers), each(s.closed_requests), each(s.transfers), each(s.letting_go),
        each(s.forgotten), each(s.account_days), each(s.is_transfer), each(s.is_request),
        each(s.pending_reversals), each(s.pending_shares), each(s.conflicts), each(s.conflict_shares),
        each(s.tokens);
    if (!planted("answers_not_in_snapshot")) each(s.answers), each(s.answer_shares);
}

template <class Map, class Key>
auto& one_of(Map& map, const Key& key) {
    const auto found = map.find(key);
    if (found == map.end()) throw Damaged{};
    return found->second;
}

void index(StallId id, const StallEntry& entry, Book::State& state) {
    const auto& stall = entry.stall;
    if (!entry.code_given_back) state.stall_by_code.emplace(stall.transfer_code.number(), id);
    state.remember_holders(entry);
    if (stall.status == merchants::StallStatus::closed) return;
    state.stall_by_number.emplace(std::pair{stall.market, stall.code}, id);
    ++one_of(state.market_stalls, stall.market).there;
}

/// What follows from what was written.
void make_indexes(Book::State& state) {
    for (const auto& [id, market] : state.markets) {
        state.market_by_code.emplace(market.code, id);
        state.market_stalls.emplace(id, MarketStalls{});
    }
    for (auto& [id, entry] : state.stalls) index(id, entry, state);
    for (const auto& [at, id] : state.closed_stalls)
        ++one_of(state.market_stalls, one_of(state.stalls, id).stall.market).closed_lately;
    for (const auto& [id, entry] : state.requests) {
        const auto& request = entry.request;
        auto& stall = one_of(state.stalls, request.stall);
        ++stall.requests_held;
        stall.requests_open += waits(request) ? 1u : 0u;
        state.request_by_code.emplace(request.reference_code.number(), id);
        if (request.expires_at && request.status == merchants::PaymentRequestStatus::open) state.expiries.emplace(*request.expires_at, id);
    }
}

std::string crc_of(std::string_view bytes) {
    const auto crc = crc32c(bytes);
    std::string four;
    for (unsigned shift = 0; shift < 32; shift += 8) four += static_cast<char>(crc >> shift);
    return four;
}

void read_state(Reader& reader, Book::State& state) {
    if (reader.number() != snapshot_version || reader.number() != hash_in_use()) throw Damaged{};
    each_member(state, [&](auto& member) { take_into(member, reader); });
    if (!reader.at_end()) throw Damaged{};
    make_indexes(state);
}

/// A bit more than it will be, so that tens of megabytes are not moved while they grow.
std::size_t size_guess(const Book::State& state) {
    return 65'536 + state.transfers.size() * 80 + state.answers.size() * 110 + state.stalls.size() * 400 +
           state.requests.size() * 100 + state.forgotten.memory() + (state.is_transfer.words().size() + state.is_request.words().size()) * 8;
}

}  // namespace

Book::Snapshot Book::snapshot() const {
    Writer writer;
    writer.bytes.reserve(size_guess(*state_));
    writer.number(snapshot_version);
    writer.number(hash_in_use());
    each_member(std::as_const(*state_), [&](const auto& member) { put(writer, member); });
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
        Reader reader{content};
        read_state(reader, *book.state_);
    } catch (const Damaged&) {
        return std::nullopt;
    }
    if (book.next() != snapshot.next) return std::nullopt;
    return book;
}

}  // namespace choqr::book
