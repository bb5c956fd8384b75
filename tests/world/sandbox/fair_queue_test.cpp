#include <string>

#include "sandbox/fair_queue.hpp"
#include "support/catch.hpp"

using choqr::sandbox::FairQueue;

namespace {

using Queue = FairQueue<std::string>;

std::string all_of(Queue& queue) {
    std::string order;
    while (const auto next = queue.pop()) order += *next + " ";
    return order;
}

}  // namespace

TEST_CASE("fair queue: callers take turns, each one's own in order", "[sandbox]") {
    Queue queue{{100, 1'000}};
    for (const auto* thing : {"a1", "a2", "a3", "a4"}) CHECK(queue.push("a", thing, 1).empty());
    for (const auto* thing : {"b1", "b2"}) CHECK(queue.push("b", thing, 1).empty());
    CHECK(queue.push("c", "c1", 1).empty());
    CHECK(all_of(queue) == "a1 b1 c1 a2 b2 a3 a4 ");
    CHECK(queue.empty());
}

TEST_CASE("fair queue: when it is full, who has most gives up his newest for who has fewer", "[sandbox]") {
    Queue queue{{4, 1'000}};
    for (const auto* thing : {"a1", "a2", "a3", "a4"}) CHECK(queue.push("a", thing, 1).empty());
    CHECK(queue.push("a", "a5", 1) == std::vector<std::string>{"a5"});
    CHECK(queue.push("b", "b1", 1) == std::vector<std::string>{"a4"});
    CHECK(queue.push("c", "c1", 1) == std::vector<std::string>{"a3"});
    // Now two of a, one each of b and c: a newcomer may still take one, and then nobody has more than another
    // would get.
    CHECK(queue.push("d", "d1", 1) == std::vector<std::string>{"a2"});
    CHECK(queue.push("e", "e1", 1) == std::vector<std::string>{"e1"});
    CHECK(queue.size() == 4);
    CHECK(all_of(queue) == "a1 b1 c1 d1 ");
}

TEST_CASE("fair queue: weight is bounded as number is, and comes back with what leaves", "[sandbox]") {
    Queue queue{{100, 10}};
    CHECK(queue.push("a", "heavy", 11) == std::vector<std::string>{"heavy"});
    CHECK(queue.push("a", "a1", 6).empty());
    CHECK(queue.push("a", "a2", 6) == std::vector<std::string>{"a2"});
    queue.remove("a", "a1");
    queue.remove("a", "a1");
    queue.remove("nobody", "a1");
    CHECK(queue.empty());
    CHECK(queue.push("a", "a3", 10).empty());
    CHECK(all_of(queue) == "a3 ");
}

TEST_CASE("fair queue: who was removed has no turn any more", "[sandbox]") {
    Queue queue{{100, 100}};
    CHECK(queue.push("a", "a1", 1).empty());
    CHECK(queue.push("b", "b1", 1).empty());
    queue.remove("a", "a1");
    CHECK(queue.push("a", "a2", 1).empty());
    CHECK(all_of(queue) == "b1 a2 ");
}
