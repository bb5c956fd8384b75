#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <limits>
#include <utility>

#include "book/state.hpp"

// How whatever the book remembers becomes bytes, and comes back. What a struct consists of is said by its
// list of fields; here stands how a value is written. Only snapshot.cpp sees it.
namespace choqr::book::form {

/// Thrown by take(), caught by Book::from_snapshot().
struct Damaged {};

class Writer {
public:
    void number(std::uint64_t value) {
        std::array<char, 10> groups;
        std::size_t count = 0;
        for (; value >= 0x80; value >>= 7) groups[count++] = static_cast<char>(value | 0x80);
        groups[count++] = static_cast<char>(value);
        bytes.append(
            groups.data(),
            count);  // At once: asking for room once per byte is what a snapshot would spend its time on.
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

/// How a type is written, read and described.
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
    static std::string describe() { return "u" + std::to_string(8 * sizeof(T)); }
    static void put(Writer& to, T value) { to.number(value); }
    static T take(Reader& from) {
        const auto value = from.number();
        if (value > std::numeric_limits<T>::max()) throw Damaged{};
        return static_cast<T>(value);
    }
};
template <>
struct Form<std::int64_t> {
    static std::string describe() { return "i64"; }
    static void put(Writer& to, std::int64_t value) { to.number(std::bit_cast<std::uint64_t>(value)); }
    static std::int64_t take(Reader& from) { return std::bit_cast<std::int64_t>(from.number()); }
};
/// An enumerator that was put in between, or renamed, is another form.
template <class Enum>
std::string words_of() {
    std::string words;
    for (const auto& [value, word, on_disk] : Words<Enum>::list) words.append(word).append(" ");
    return "<" + words + ">";
}
template <class T>
requires std::is_enum_v<T>
struct Form<T> {
    static std::string describe() { return words_of<T>(); }
    static void put(Writer& to, T value) { to.number(static_cast<std::uint64_t>(value)); }
    static T take(Reader& from) { return static_cast<T>(form::take<std::uint8_t>(from)); }
};
template <>
struct Form<std::string> {
    static std::string describe() { return "text"; }
    static void put(Writer& to, const std::string& value) { to.text(value); }
    static std::string take(Reader& from) { return std::string{from.text()}; }
};
template <class Kind>
struct Form<Id<Kind>> {
    static std::string describe() { return std::string{Kind::prefix}; }
    static void put(Writer& to, Id<Kind> value) { to.number(value.value()); }
    static Id<Kind> take(Reader& from) { return Id<Kind>::from_value(from.number()); }
};
template <class Kind>
struct Form<Name<Kind>> {
    static std::string describe() { return "name" + std::to_string(Kind::length_max); }
    static void put(Writer& to, const Name<Kind>& value) { to.text(value.text()); }
    static Name<Kind> take(Reader& from) { return intact(Name<Kind>::parse(from.text())); }
};
template <>
struct Form<Sequence> {
    static std::string describe() { return "sequence"; }
    static void put(Writer& to, Sequence value) { to.number(value.value()); }
    static Sequence take(Reader& from) { return Sequence{from.number()}; }
};
template <>
struct Form<Instant> {
    static std::string describe() { return "instant"; }
    static void put(Writer& to, Instant value) {
        form::put(to, std::int64_t{value.time_since_epoch().count()});
    }
    static Instant take(Reader& from) {
        return Instant{std::chrono::milliseconds{form::take<std::int64_t>(from)}};
    }
};
template <>
struct Form<std::chrono::minutes> {
    static std::string describe() { return "minutes"; }
    static void put(Writer& to, std::chrono::minutes value) { form::put(to, std::int64_t{value.count()}); }
    static std::chrono::minutes take(Reader& from) {
        return std::chrono::minutes{form::take<std::int64_t>(from)};
    }
};
template <>
struct Form<std::chrono::hours> {
    static std::string describe() { return "hours"; }
    static void put(Writer& to, std::chrono::hours value) { form::put(to, std::int64_t{value.count()}); }
    static std::chrono::hours take(Reader& from) {
        return std::chrono::hours{form::take<std::int64_t>(from)};
    }
};
template <>
struct Form<std::chrono::days> {
    static std::string describe() { return "days"; }
    static void put(Writer& to, std::chrono::days value) { form::put(to, std::int64_t{value.count()}); }
    static std::chrono::days take(Reader& from) { return std::chrono::days{form::take<std::int64_t>(from)}; }
};
template <>
struct Form<Day> {
    static std::string describe() { return "day"; }
    static void put(Writer& to, Day value) {
        form::put(to, std::int64_t{std::chrono::sys_days{value}.time_since_epoch().count()});
    }
    static Day take(Reader& from) {
        return std::chrono::sys_days{std::chrono::days{form::take<std::int64_t>(from)}};
    }
};
template <>
struct Form<Hash> {
    static std::string describe() { return "hash"; }
    static void put(Writer& to, const Hash& value) { to.bytes += value.bytes(); }
    static Hash take(Reader& from) { return intact(Hash::from_bytes(from.raw(Hash::size))); }
};
template <>
struct Form<Vnd> {
    static std::string describe() { return "vnd"; }
    static void put(Writer& to, Vnd value) { form::put(to, value.dong()); }
    static Vnd take(Reader& from) { return intact(Vnd::from_dong(form::take<std::int64_t>(from))); }
};
template <>
struct Form<VndSum> {
    static std::string describe() { return "sum"; }
    static void put(Writer& to, VndSum value) { form::put(to, value.dong()); }
    static VndSum take(Reader& from) { return intact(VndSum::from_dong(form::take<std::int64_t>(from))); }
};
template <>
struct Form<Bin> {
    static std::string describe() { return "bin"; }
    static void put(Writer& to, const Bin& value) { to.text(value.text()); }
    static Bin take(Reader& from) { return intact(Bin::parse(from.text())); }
};
template <>
struct Form<AccountNumber> {
    static std::string describe() { return "account"; }
    static void put(Writer& to, const AccountNumber& value) { to.text(value.text()); }
    static AccountNumber take(Reader& from) { return intact(AccountNumber::parse(from.text())); }
};
template <merchants::TransferCode::Kind K>
struct Form<merchants::CodeOf<K>> {
    static std::string describe() { return "code" + std::to_string(static_cast<int>(K)); }
    static void put(Writer& to, merchants::CodeOf<K> value) { to.number(value.number()); }
    static merchants::CodeOf<K> take(Reader& from) {
        const auto number = form::take<std::uint32_t>(from);
        if (number >= merchants::TransferCode::capacity) throw Damaged{};
        return merchants::CodeOf<K>::make(number);
    }
};
template <class T>
struct Form<std::optional<T>> {
    static std::string describe() { return Form<T>::describe() + "?"; }
    static void put(Writer& to, const std::optional<T>& value) {
        to.number(value ? 1 : 0);
        if (value) form::put(to, *value);
    }
    static std::optional<T> take(Reader& from) {
        if (from.number() == 0) return std::nullopt;
        return form::take<T>(from);
    }
};
template <class A, class B>
struct Form<std::pair<A, B>> {
    static std::string describe() {
        return "(" + Form<std::remove_const_t<A>>::describe() + "," + Form<B>::describe() + ")";
    }
    static void put(Writer& to, const std::pair<A, B>& value) { put_all(to, value.first, value.second); }
    static std::pair<A, B> take(Reader& from) {
        auto first = form::take<std::remove_const_t<A>>(from);
        return {std::move(first), form::take<B>(from)};
    }
};

template <class List>
struct ListForm {
    static std::string describe() {
        return "[" + Form<std::remove_cv_t<typename List::value_type>>::describe() + "]";
    }
    static void put(Writer& to, const List& list) {
        to.number(list.size());
        for (const auto& one : list) form::put(to, one);
    }
    static List take(Reader& from) {
        List list;
        for (auto left = from.count(); left > 0; --left)
            list.insert(list.end(), form::take<typename List::value_type>(from));
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
    static std::string describe() { return "[(" + Form<K>::describe() + "," + Form<V>::describe() + ")]"; }
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
            auto key = form::take<K>(from);
            map.emplace(std::move(key), form::take<V>(from));
        }
        return map;
    }
};
template <>
struct Form<SequenceSet> {
    static std::string describe() { return "bits"; }
    static_assert(std::endian::native == std::endian::little,
                  "the words are written as they stand in memory");
    static void put(Writer& to, const SequenceSet& set) {
        to.number(set.words().size());
        to.bytes.append(reinterpret_cast<const char*>(set.words().data()),
                        set.words().size() * sizeof(std::uint64_t));
    }
    static SequenceSet take(Reader& from) {
        const auto size = from.count();
        const auto bytes = from.raw(size * sizeof(std::uint64_t));
        std::vector<std::uint64_t> words(size);
        if (size != 0) std::memcpy(words.data(), bytes.data(), bytes.size());
        return SequenceSet{std::move(words)};
    }
};

// What has a list of fields. Braces are evaluated from left to right, so take() follows the order of put().

template <HasFields T>
struct Form<T> {
    static std::string describe() {
        return each_kept([]<std::size_t... Index>(std::index_sequence<Index...>) {
            return "{" + (describe_field<Index>() + ... + std::string{"}"});
        });
    }
    static void put(Writer& to, const T& value) {
        each_kept([&]<std::size_t... Index>(std::index_sequence<Index...>) {
            (put_field<Index>(to, value), ...);
        });
    }
    static T take(Reader& from) {
        return each_kept([&]<std::size_t... Index>(std::index_sequence<Index...>) {
            return T{take_field<Index>(from)...};
        });
    }

private:
    template <class Work>
    static auto each_kept(Work work) {
        return work(std::make_index_sequence<field_count<T>>{});
    }
    template <std::size_t Index>
    static std::string describe_field() {
        if constexpr (!is_kept<T, Index>)
            return {};
        else
            return std::string{std::get<Index>(list_of<T>()).name} + ":" +
                   Form<FieldType<T, Index>>::describe() + ";";
    }
    template <std::size_t Index>
    static void put_field(Writer& to, const T& value) {
        if constexpr (is_kept<T, Index>) form::put(to, value.*std::get<Index>(list_of<T>()).member);
    }
    template <std::size_t Index>
    static FieldType<T, Index> take_field(Reader& from) {
        if constexpr (is_kept<T, Index>)
            return form::take<FieldType<T, Index>>(from);
        else
            return {};
    }
};

// What keeps its inside to itself.

/// In the order of the ids.
template <>
struct Form<TransferTable> {
    using Held = std::pair<std::string_view, const Transfer*>;
    static std::string describe() { return "table of " + Form<Transfer>::describe(); }
    static void put(Writer& to, const TransferTable& table) {
        std::vector<Held> sorted;
        sorted.reserve(table.size());
        table.each(
            [&](std::string_view key, const Transfer& transfer) { sorted.emplace_back(key, &transfer); });
        std::ranges::sort(sorted, {}, [](const Held& one) { return one.second->id; });
        to.number(sorted.size());
        for (const auto& [key, transfer] : sorted) {
            to.text(key);
            form::put(to, *transfer);
        }
    }
    static TransferTable take(Reader& from) {
        TransferTable table;
        for (auto left = from.count(); left > 0; --left) {
            const auto key = from.text();
            const auto transfer = form::take<Transfer>(from);
            if (!table.add(key, transfer)) throw Damaged{};
        }
        return table;
    }
};
template <class Key>
struct Form<FairShares<Key>> {
    static std::string describe() { return "shares of " + Form<Key>::describe(); }
    static void put(Writer& to, const FairShares<Key>& shares) { form::put(to, shares.owners()); }
};
template <>
struct Form<SeenFilter> {
    static std::string describe() { return "filter of " + std::to_string(SeenFilter::segment_bytes); }
    static void put(Writer& to, const SeenFilter& filter) {
        filter.write(to.bytes, [&to](std::size_t value) { to.number(value); });
    }
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

template <class T>
void take_into(T& member, Reader& from);
/// What room there is, is not written.
template <class Key>
void take_into(FairShares<Key>& member, Reader& from) {
    member.refill(form::take<typename FairShares<Key>::Owners>(from));
}
template <HasFields T>
void take_into(T& value, Reader& from) {
    [&]<std::size_t... Index>(std::index_sequence<Index...>) {
        const auto take_one = [&]<std::size_t At>(std::integral_constant<std::size_t, At>) {
            if constexpr (is_kept<T, At>) form::take_into(value.*std::get<At>(list_of<T>()).member, from);
        };
        (take_one(std::integral_constant<std::size_t, Index>{}), ...);
    }
    (std::make_index_sequence<field_count<T>>{});
}
template <class T>
void take_into(T& member, Reader& from) {
    member = form::take<T>(from);
}

}  // namespace choqr::book::form
