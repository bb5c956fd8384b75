#pragma once

#include <cstddef>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>

// One list of fields per struct, from which the snapshot, the digest, the JSON and the tests follow. A list
// that leaves a field out, or has them in another order than the struct, does not compile.
namespace choqr::book {

/// Of a transfer: what two tellings of the same money must agree in, and what they may tell differently.
enum class Part { neither, money, description };

/// How the numbers of payment cards are made unreadable in JSON, in what a provider wrote.
enum class Mask { none, text, account };

/// What is said of a field beside its name.
struct FieldOptions {
    bool hidden = false;   ///< Not in JSON: a secret, the book's own, or told by other fields.
    bool inlined = false;  ///< In JSON its fields stand among those of its owner.
    Mask mask = Mask::none;
    bool if_any =
        false;  ///< Left out of JSON, and not null, where it is absent; a word, where it is the usual one.
    bool derived = false;  ///< In no snapshot: it follows from the other fields, or from the journal.
    Part part = Part::neither;
};

template <class Owner, class Member>
struct Field {
    std::string_view name;  ///< As in JSON.
    Member Owner::*member;
    FieldOptions options;
};

template <class Owner, class Member>
constexpr Field<Owner, Member> field(std::string_view name, Member Owner::*member,
                                     FieldOptions options = {}) {
    return {name, member, options};
}

/// Specialised beside each struct: `static constexpr auto list = std::tuple{field("name", &Struct::member),
/// …}`.
template <class T>
struct Fields;

namespace detail {

/// Converts to whatever an aggregate's member is; never called.
struct CopiedFromAnything {
    std::size_t index;
    template <class T>
    operator T&() const noexcept;
};
struct MovedFromAnything {
    std::size_t index;
    template <class T>
    operator T&&() const noexcept;
};
template <class T, class Anything, std::size_t... Index>
consteval bool takes(std::index_sequence<Index...>) {
    return requires { T{Anything{Index}...}; };
}
template <class T, std::size_t Count>
inline constexpr bool can_have = takes<T, CopiedFromAnything>(std::make_index_sequence<Count>{}) ||
                                 takes<T, MovedFromAnything>(std::make_index_sequence<Count>{});

template <class Owner, class Member>
Member member_of(Field<Owner, Member>);

}  // namespace detail

template <class T>
concept HasFields = requires {
    Fields<std::remove_const_t<T>>::list;
};

/// Whether the list names each field of the struct once.
template <HasFields T>
inline constexpr bool lists_every_field =
    detail::can_have<T, std::tuple_size_v<std::remove_const_t<decltype(Fields<T>::list)>>> &&
    !detail::can_have<T, std::tuple_size_v<std::remove_const_t<decltype(Fields<T>::list)>> + 1>;

template <HasFields T>
constexpr const auto& list_of() {
    static_assert(lists_every_field<T>, "the list names every field of the struct");
    return Fields<T>::list;
}

template <HasFields T>
inline constexpr std::size_t field_count = std::tuple_size_v<std::remove_cvref_t<decltype(list_of<T>())>>;

template <HasFields T, std::size_t Index>
using FieldType = decltype(detail::member_of(std::get<Index>(Fields<T>::list)));
/// Whether a snapshot holds it.
template <HasFields T, std::size_t Index>
inline constexpr bool is_kept = !std::get<Index>(Fields<T>::list).options.derived;

/// `visit(field, value.*field.member)` for each field, in order.
template <class T, class Visit>
requires HasFields<T>
constexpr void fields(T& value, Visit&& visit) {
    std::apply([&](const auto&... each) { (visit(each, value.*each.member), ...); },
               list_of<std::remove_const_t<T>>());
}

/// `visit(field)` for each, where there is no value.
template <HasFields T, class Visit>
constexpr void fields_of(Visit&& visit) {
    std::apply([&](const auto&... each) { (visit(each), ...); }, list_of<T>());
}

}  // namespace choqr::book
