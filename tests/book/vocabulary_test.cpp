#include <fstream>
#include <regex>
#include <set>

#include "base/encoding.hpp"
#include "book/form.hpp"
#include "book/versions.hpp"
#include "ledger.hpp"
#include "samples.hpp"

using namespace choqr;
using namespace choqr::book;
using namespace choqr::book::testing;

// What every event, enumerator and struct of the book needs, held against the tables that say so.
// docs/how-to/new-event.md names the places.

namespace {

struct Whole {
    int a, b;
};
struct Forgetful {
    int a, b;
};
struct Grown {
    std::uint32_t a;
    std::string b;
};
struct Shrunk {
    std::uint32_t a;
};

}  // namespace

namespace choqr::book {
template <>
struct Fields<Whole> {
    static constexpr auto list = std::tuple{field("a", &Whole::a), field("b", &Whole::b)};
};
template <>
struct Fields<Forgetful> {
    static constexpr auto list = std::tuple{field("a", &Forgetful::a)};
};
template <>
struct Fields<Grown> {
    static constexpr auto list = std::tuple{field("a", &Grown::a), field("b", &Grown::b)};
};
template <>
struct Fields<Shrunk> {
    static constexpr auto list = std::tuple{field("a", &Shrunk::a)};
};
// A list that leaves a field out does not compile where it is used.
static_assert(lists_every_field<Whole>);
static_assert(!lists_every_field<Forgetful>);
}  // namespace choqr::book

namespace {

/// What an event's message leaves out on purpose: it is the event's sequence, follows from other events, or
/// is made when it is read.
const std::set<std::string> not_on_disk{
    "market_registered.market.id",
    "market_registered.market.watch_days",
    "market_registered.market.stalls_max",
    "market_registered.market.payee_delay_hours",
    "market_registered.market.colour",
    "market_registered.market.columns",
    "stall_registered.stall.id",
    "stall_registered.stall.stand.since",
    "stall_registered.stall.stand.account_version",
    "stall_registered.stall.stand.printed",
    "stall_registered.stall.stand.printed_bank",
    "stall_registered.stall.stand.handed_over",
    "stall_registered.stall.visit",
    "stall_registered.stall.consent.status",
    "stall_registered.stall.consent.version",
    "stall_registered.stall.consent.since",
    "stall_registered.stall.consent.at",
    "stall_changed.stall.stand.since",
    "stall_changed.stall.stand.account_version",
    "stall_changed.stall.stand.printed",
    "stall_changed.stall.stand.printed_bank",
    "stall_changed.stall.stand.handed_over",
    "stall_changed.stall.visit",
    "stall_changed.stall.consent.status",
    "stall_changed.stall.consent.version",
    "stall_changed.stall.consent.since",
    "stall_changed.stall.consent.at",
    "payment_request_opened.request.payment_request_id",
    "payment_request_opened.request.received",
    "payment_request_opened.request.status",
    "transfer_received.transfer_id",
    "transfer_received.notice.test",
    "transfer_received.erased",
    "transfer_received.unread",
    "transfer_received.digest",
    "token_issued.token_id",
    "device_paired.device_id",
    "payee_change_proposed.payee_change_id",
    "market_device_paired.device_id",
    "user_invited.user_id",
    "session_begun.session_id",
    "owner_asked.owner_ask_id",
    "passkey_added.passkey_id",
    "evidence_seen.notice.test",
    "evidence_seen.erased",
    "evidence_seen.digest",
};

std::set<std::string> lost_on_disk(bool filled) {
    PlainSealer sealer;
    std::set<std::string> lost;
    samples_of_each(filled, [&](const RecordedEvent& event) {
        const std::string name{row_of(event.event).name};
        CAPTURE(name, filled);
        const auto encoded = encode(event, sealer);
        REQUIRE(encoded.has_value());
        CHECK(encoded->type == row_of(event.event).number);
        const auto again = decode(event.sequence, encoded->type, encoded->payload, sealer);
        REQUIRE(again.has_value());
        REQUIRE(again->event.index() == event.event.index());
        std::visit(
            [&](const auto& e) {
                using E = std::decay_t<decltype(e)>;
                for (const auto& path : Differences::between(e, std::get<E>(again->event), name))
                    lost.insert(path);
            },
            event.event);
    });
    return lost;
}

/// Each list has its fields in the order of the struct: what is read in the order of the list is put together
/// in the struct's.
class Order {
public:
    std::vector<std::string> wrong;

    template <class T>
    void walk() {
        Walk<T>::in(*this);
    }

private:
    template <class T>
    struct Walk {
        static void in(Order&) {}
    };
    template <template <class...> class Container, class... T>
    struct Walk<Container<T...>> {
        static void in(Order& order) { (order.walk<T>(), ...); }
    };
    template <HasFields T>
    struct Walk<T> {
        static void in(Order& order) {
            alignas(T) static const std::byte room[sizeof(T)]{};
            const auto* const thing = reinterpret_cast<const T*>(room);
            const void* last = nullptr;
            fields_of<T>([&](const auto& field) {
                const void* const at = &(thing->*field.member);
                if (last && !(last < at)) order.wrong.emplace_back(field.name);
                last = at;
                order.walk<std::decay_t<decltype(thing->*field.member)>>();
            });
        }
    };
};

std::set<int> numbers_in_vectors() {
    std::ifstream file{CHOQR_SOURCE_DIR "/tests/vectors/book-events.txt"};
    std::set<int> numbers;
    for (std::string line; std::getline(file, line);)
        if (!line.starts_with('#')) numbers.insert(std::stoi(line));
    return numbers;
}

}  // namespace

TEST_CASE("vocabulary: what the codec forgets of an event is named", "[book][vocabulary]") {
    const auto filled = lost_on_disk(true), empty = lost_on_disk(false);
    std::set<std::string> lost{filled};
    lost.insert(empty.begin(), empty.end());
    for (const auto& path : lost)
        if (!not_on_disk.contains(path))
            FAIL_CHECK(path << " does not come back from the journal: SUBJECT/wire.cpp");
    for (const auto& path : not_on_disk)
        if (!lost.contains(path)) FAIL_CHECK(path << " comes back by now: take it out of the list above");
}

TEST_CASE("vocabulary: every list of fields has the order of its struct", "[book][vocabulary]") {
    Order order;
    order.walk<Book::State>();
    order.walk<Event>();
    for (const auto& wrong : order.wrong) FAIL_CHECK(wrong);
    CHECK(order.wrong.empty());
}

TEST_CASE("vocabulary: the bytes of every event are kept among the vectors", "[book][vocabulary]") {
    const auto kept = numbers_in_vectors();
    PlainSealer sealer;
    samples_of_each(true, [&](const RecordedEvent& event) {
        const auto& row = row_of(event.event);
        if (kept.contains(row.number)) return;
        FAIL_CHECK(row.name << " is not in tests/vectors/book-events.txt; add what today's code writes:\n"
                            << row.number << " " << to_hex(encode(event, sealer)->payload));
    });
}

TEST_CASE("vocabulary: a version follows from the fields", "[book][vocabulary]") {
    CHECK(form::Form<Grown>::describe() != form::Form<Shrunk>::describe());
    CHECK(form::Form<Grown>::describe() == "{a:u32;b:text;}");
    CHECK(form::Form<Role>::describe() ==
          "<operator board vendor provider owner helper province commune fee_officer volunteer display >");
    CHECK(snapshot_version() !=
          version_of(form::Form<Book::State>::describe()));  // The rules are part of it.
    CHECK(rules_version != 0);
    CHECK(events_version() != 0);
}

TEST_CASE("vocabulary: a new event touches at most eight places, and the page that names them is right",
          "[book][vocabulary][docs]") {
    std::ifstream file{CHOQR_SOURCE_DIR "/docs/how-to/new-event.md"};
    REQUIRE(file);
    const std::regex place{R"(^(\d+)\. `([^`]+)`.*)"};
    int places = 0;
    for (std::string line; std::getline(file, line);) {
        std::smatch found;
        if (!std::regex_match(line, found, place)) continue;
        CHECK(std::stoi(found[1]) == ++places);
        for (const auto* subject :
             {"consents", "days", "payees", "people", "places", "requests", "sales", "transfers"}) {
            const auto path = std::regex_replace(found[2].str(), std::regex{"SUBJECT"}, subject);
            CAPTURE(path);
            CHECK(std::ifstream{CHOQR_SOURCE_DIR "/" + path}.good());
        }
    }
    CHECK(places >= 1);
    CHECK(places <= 8);
}
