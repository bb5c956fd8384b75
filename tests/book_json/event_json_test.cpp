#include "book_json/event_json.hpp"

#include <nlohmann/json.hpp>
#include <set>

#include "samples.hpp"
#include "support/catch.hpp"

using namespace choqr;
using namespace choqr::book;
using namespace choqr::book::testing;

namespace {

nlohmann::json json_of(const RecordedEvent& event, Keys keys = Keys::at_hand) {
    json::Writer writer;
    write(writer, event, keys);
    return nlohmann::json::parse(writer.take());
}

/// The names that an event's list of fields promises.
template <HasFields T>
void promise(std::set<std::string>& names) {
    fields_of<T>([&](const auto& field) {
        using Member = std::decay_t<decltype(std::declval<T>().*field.member)>;
        if (field.options.hidden) return;
        if constexpr (HasFields<Member>)
            if (field.options.inlined) return promise<Member>(names);
        names.emplace(field.name);
    });
}

std::set<std::string> keys_of(const nlohmann::json& object) {
    std::set<std::string> keys;
    for (const auto& [key, value] : object.items()) keys.insert(key);
    return keys;
}

RecordedEvent sample_transfer(std::string content, std::string debtor) {
    Sampler sampler{true};
    auto e = sampler.make<TransferReceived>();
    e.notice.remittance_information = std::move(content);
    e.notice.debtor->account_number = std::move(debtor);
    return {Sequence{9}, {}, "feed:x", std::nullopt, e};
}

}  // namespace

TEST_CASE("event json: every event says every field that its list promises, and its name", "[book_json]") {
    samples_of_each(true, [](const RecordedEvent& event) {
        const auto json = json_of(event);
        CAPTURE(json.dump());
        CHECK(json.at("type") == row_of(event.event).name);
        CHECK(json.at("sequence") == event.sequence.value());
        std::set<std::string> promised;
        std::visit([&](const auto& e) { promise<std::decay_t<decltype(e)>>(promised); }, event.event);
        if (std::holds_alternative<LedgerMarkedTrial>(event.event)) promised.insert("trial");
        CHECK(keys_of(json.at("data")) == promised);
    });
}

TEST_CASE("event json: what is absent is null, but what only a change names is left out", "[book_json]") {
    samples_of_each(false, [](const RecordedEvent& event) {
        const auto data = json_of(event).at("data");
        if (std::holds_alternative<TransferReceived>(event.event)) CHECK(data.at("debtor").is_null());
        if (std::holds_alternative<MarketChanged>(event.event))
            CHECK(keys_of(data) == std::set<std::string>{"market_id"});
    });
}

TEST_CASE("event json: no token's hash, no bytes as received, no digest", "[book_json]") {
    samples_of_each(true, [](const RecordedEvent& event) {
        const auto text = json_of(event).dump();
        CHECK(text.find("token_hash") == std::string::npos);
        CHECK(text.find("as_received") == std::string::npos);
        CHECK(text.find("digest") == std::string::npos);
    });
}

TEST_CASE("event json: card numbers of payers are masked, wherever they stand", "[book_json]") {
    const auto data =
        json_of(sample_transfer("the 4111 1111 1111 1111 rau", "9704001234567890126")).at("data");
    CHECK(data.at("content").get<std::string>().find("1111 1111 1111") == std::string::npos);
    CHECK(data.at("content").get<std::string>().find("rau") != std::string::npos);
    CHECK(data.at("debtor").at("account_number").get<std::string>().find('*') != std::string::npos);
}

TEST_CASE("event json: a box that stayed closed for want of keys is sealed, not erased", "[book_json]") {
    const auto event = sample_transfer("", "1");
    CHECK(json_of(event).at("data").contains("erased"));
    CHECK_FALSE(json_of(event, Keys::missing).at("data").contains("erased"));
    CHECK(json_of(event, Keys::missing).at("data").at("sealed") == true);
}
