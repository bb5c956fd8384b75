#pragma once

#include <chrono>
#include <string>
#include <type_traits>

#include "book/book.hpp"
#include "book/fields.hpp"

// Values of whatever has a list of fields, made from that list: a new event has its samples without a line
// here.
namespace choqr::book::testing {

/// `filled`: every optional part is there and no two values are alike. Else nothing is there that may be
/// absent.
class Sampler {
public:
    explicit Sampler(bool filled) : filled_{filled} {}

    template <class T>
    T make() {
        ++count_;
        return Made<T>::of(*this);
    }

private:
    template <class T>
    struct Made;
    template <class Kind>
    struct Made<Id<Kind>> {
        static Id<Kind> of(Sampler& s) { return Id<Kind>::from_value(s.count_); }
    };
    template <class Kind>
    struct Made<Name<Kind>> {
        static Name<Kind> of(Sampler& s) { return *Name<Kind>::parse("name-" + std::to_string(s.count_)); }
    };
    template <merchants::TransferCode::Kind K>
    struct Made<merchants::CodeOf<K>> {
        static merchants::CodeOf<K> of(Sampler& s) {
            return merchants::CodeOf<K>::make(static_cast<std::uint32_t>(s.count_));
        }
    };
    template <class T>
    struct Made<std::optional<T>> {
        static std::optional<T> of(Sampler& s) {
            return s.filled_ ? std::optional{s.make<T>()} : std::nullopt;
        }
    };
    template <class T>
    struct Made<std::vector<T>> {
        static std::vector<T> of(Sampler& s) {
            if (!s.filled_) return {};
            std::vector<T> two;
            two.push_back(s.make<T>());
            two.push_back(s.make<T>());
            return two;
        }
    };
    template <HasWords Enum>
    struct Made<Enum> {
        static Enum of(Sampler& s) {
            const auto& list = Words<Enum>::list;
            return s.filled_ ? list[1 + s.count_ % (std::size(list) - 1)].value : list[0].value;
        }
    };
    template <HasFields T>
    struct Made<T> {
        static T of(Sampler& s) {
            return [&]<std::size_t... Index>(std::index_sequence<Index...>) {
                return T{s.make<FieldType<T, Index>>()...};
            }
            (std::make_index_sequence<field_count<T>>{});
        }
    };

    bool filled_;
    std::uint64_t count_ = 0;
};

#define CHOQR_SAMPLE(Type, expression)                                     \
    template <>                                                            \
    struct Sampler::Made<Type> {                                           \
        static Type of([[maybe_unused]] Sampler& s) { return expression; } \
    };
CHOQR_SAMPLE(bool, s.filled_)
CHOQR_SAMPLE(std::uint32_t, static_cast<std::uint32_t>(s.count_))
CHOQR_SAMPLE(std::int64_t, static_cast<std::int64_t>(s.count_))
CHOQR_SAMPLE(std::string, s.filled_ ? "chữ " + std::to_string(s.count_) : std::string{})
CHOQR_SAMPLE(Instant,
             Instant{std::chrono::milliseconds{1'790'000'000'000 + static_cast<std::int64_t>(s.count_)}})
CHOQR_SAMPLE(Day, (std::chrono::sys_days{std::chrono::days{20'000 + static_cast<int>(s.count_)}}))
CHOQR_SAMPLE(std::chrono::minutes, std::chrono::minutes{s.count_})
CHOQR_SAMPLE(std::chrono::hours, std::chrono::hours{s.count_})
CHOQR_SAMPLE(std::chrono::days, std::chrono::days{s.count_})
CHOQR_SAMPLE(Sequence, Sequence{s.count_})
CHOQR_SAMPLE(Hash, sha256(std::to_string(s.count_)))
CHOQR_SAMPLE(Vnd, Vnd::of(static_cast<std::int64_t>(s.count_)))
CHOQR_SAMPLE(VndSum, *VndSum::from_dong(static_cast<std::int64_t>(s.count_)))
CHOQR_SAMPLE(Bin, *Bin::parse(std::to_string(970'000 + s.count_)))
CHOQR_SAMPLE(AccountNumber, *AccountNumber::parse("00" + std::to_string(s.count_)))
#undef CHOQR_SAMPLE

/// `each(event)` with a sample of each event of the vocabulary, in the order of their numbers.
template <class Each>
void samples_of_each(bool filled, const Each& each) {
    const auto with = [&]<class... E>(const std::variant<E...>*) {
        const auto one = [&]<class T>(const T* type) {
            static_cast<void>(type);
            Sampler sampler{filled};
            const Sequence sequence{std::is_same_v<T, LedgerMarkedTrial> ? 0u : 900u};
            each(RecordedEvent{sequence, Instant{std::chrono::milliseconds{1'790'000'000'000}}, "tk5",
                               std::nullopt, sampler.make<T>()});
        };
        (one(static_cast<const E*>(nullptr)), ...);
    };
    with(static_cast<const Event*>(nullptr));
}

/// Where two values of one struct differ: "market.name". A member that is there in only one of them is one
/// difference.
class Differences {
public:
    template <class T>
    static std::vector<std::string> between(const T& a, const T& b, const std::string& path = {}) {
        std::vector<std::string> found;
        find(a, b, path, found);
        return found;
    }

private:
    using Found = std::vector<std::string>;
    template <HasFields T>
    static void find(const T& a, const T& b, const std::string& path, Found& found) {
        fields(a, [&](const auto& field, const auto& member) {
            find(member, b.*field.member, path + "." + std::string{field.name}, found);
        });
    }
    template <class T>
    static void find(const std::optional<T>& a, const std::optional<T>& b, const std::string& path,
                     Found& found) {
        if (a && b)
            find(*a, *b, path, found);
        else if (a.has_value() != b.has_value())
            found.push_back(path);
    }
    template <class T>
    static void find(const std::vector<T>& a, const std::vector<T>& b, const std::string& path,
                     Found& found) {
        if (a.size() != b.size()) return found.push_back(path);
        for (std::size_t i = 0; i < a.size(); ++i) find(a[i], b[i], path, found);
    }
    template <class T>
    static void find(const T& a, const T& b, const std::string& path, Found& found) {
        if (!(a == b)) found.push_back(path);
    }
};

}  // namespace choqr::book::testing
