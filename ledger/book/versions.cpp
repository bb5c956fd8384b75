#include "book/versions.hpp"

#include "book/form.hpp"

namespace choqr::book {
namespace {

template <class... Each>
std::string describe(const std::variant<Each...>*) {
    std::string all;
    std::size_t place = 0;
    const auto one = [&](const EventRow& row, const std::string& form) {
        all += std::to_string(row.number).append(" ").append(row.name).append(" ").append(form).append("\n");
    };
    (one(event_rows[place++], form::Form<Each>::describe()), ...);
    return all;
}

}  // namespace

std::uint64_t snapshot_version() {
    static const auto version = version_of(form::Form<Book::State>::describe()) ^ rules_version;
    return version;
}

std::uint64_t events_version() {
    static const auto version = version_of(describe(static_cast<const Event*>(nullptr)));
    return version;
}

}  // namespace choqr::book
