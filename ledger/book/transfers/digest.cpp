#include <array>
#include <bit>
#include <boost/container/small_vector.hpp>

#include "book/book.hpp"

// By what two notices are the same: it follows from the list of a notice's fields.
namespace choqr::book {
namespace {

/// Length-prefixed, so that no two different notices give the same bytes. Never to be changed: digests of
/// conflicts lie in journals.
class Canonical {
public:
    void put(std::string_view value) {
        number(static_cast<std::int64_t>(value.size()));
        append(value);
    }
    void put(const std::string& value) { put(std::string_view{value}); }
    void put(bool value) { number(value ? 1 : 0); }
    void put(Vnd value) { number(value.dong()); }
    void put(merchants::Direction value) { number(value == merchants::Direction::credit ? 0 : 1); }
    template <class Named>
    requires requires(const Named& value) { std::string_view{value.text()}; }
    void put(const Named& value) { put(std::string_view{value.text()}); }
    template <class T>
    void put(const std::optional<T>& value) {
        number(value ? 1 : 0);
        if (value) put(*value);
    }
    void put(const merchants::Debtor& value) {
        fields(value, [this](const auto&, const auto& member) { put(member); });
    }
    void number(std::int64_t value) {
        static_assert(std::endian::native == std::endian::little, "the least significant byte comes first");
        const auto eight = std::bit_cast<std::array<char, 8>>(value);
        append({eight.data(), eight.size()});
    }
    std::string_view bytes() const { return {bytes_.data(), bytes_.size()}; }

private:
    void append(std::string_view more) { bytes_.insert(bytes_.end(), more.begin(), more.end()); }

    boost::container::small_vector<char, 1'024> bytes_;  // What most notices need: no memory of its own.
};

}  // namespace

Hash Book::digest(const merchants::TransferNotice& notice) {
    Canonical canonical;
    // A booking time that the provider left out is when we heard, and differs in each copy.
    const auto put = [&](const auto& member) {
        if constexpr (std::is_same_v<decltype(member), const Instant&>)
            canonical.number(notice.booked_at_told ? member.time_since_epoch().count() : -1);
        else
            canonical.put(member);
    };
    fields(notice, [&](const auto& field, const auto& member) {
        if (field.options.part != Part::neither) put(member);
    });
    return sha256(canonical.bytes());
}

}  // namespace choqr::book
