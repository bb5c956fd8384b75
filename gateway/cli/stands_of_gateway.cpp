#include "cli/stands_of_gateway.hpp"

#include <fstream>
#include <ostream>
#include <stdexcept>

#include "base/encoding.hpp"
#include "cli/http_call.hpp"
#include "json/writer.hpp"

namespace choqr::gateway {
namespace {

using Due = std::vector<std::pair<std::string, std::int64_t>>;  // Stall and version.

const json::Value& member(const json::Value& value, std::string_view name) {
    const auto* found = value.find(name);
    if (found == nullptr) throw std::runtime_error{"the gateway's answer lacks " + std::string{name}};
    return *found;
}

Due all_due(const Target& target, const std::string& market_path, const std::string& zone) {
    Due due;
    std::string cursor;
    do {
        const auto page = call_json(
            target, "GET",
            market_path + "/stands:reprint?limit=1000&zone=" + url_encode(zone) + "&cursor=" + cursor);
        for (const auto& item : *member(page, "items").array())
            due.emplace_back(*member(item, "stall_id").string(), *member(item, "stand_version").integer());
        const auto* next = member(page, "next_cursor").string();
        cursor = next != nullptr ? *next : std::string{};
    } while (!cursor.empty());
    return due;
}

void mark(const Target& target, const std::string& market_path, const Due& due) {
    json::Writer json;
    json.begin_object().key("stands").begin_array();
    for (const auto& [stall, version] : due)
        json.begin_object().field("stall_id", stall).field("version", version).end_object();
    json.end_array().end_object();
    call_json(target, "POST", market_path + "/stands:printed", "application/json", json.take());
}

std::string query_of(const Arguments& arguments) {
    std::string query = "?layout=" + arguments.value("--layout").value_or("a6");
    for (const auto& [option, name] : {std::pair{"--zone", "&zone="}, std::pair{"--since", "&since="}})
        if (const auto value = arguments.value(option)) query += name + url_encode(*value);
    return query + (arguments.has("--reprint") ? "&reprint=true" : "");
}

// The problem's own sentence, if it is one.
std::string refusal_of(const Reply& reply) {
    const auto parsed = json::parse(reply.body);
    const auto* problem = std::get_if<json::Value>(&parsed);
    const auto* detail = problem != nullptr ? problem->find("detail") : nullptr;
    return detail != nullptr && detail->string() != nullptr
               ? *detail->string()
               : "the gateway answers " + std::to_string(reply.status);
}

}  // namespace

int stands_of_gateway(const Arguments& arguments, std::ostream& out, std::ostream& err) {
    const auto target = target_of(arguments);
    const auto market = arguments.has("--market") ? arguments.required("--market") : only_market(target);
    const auto market_path = "/v1/markets/" + url_encode(market);
    const auto due = arguments.has("--mark-printed")
                         ? all_due(target, market_path, arguments.value("--zone").value_or(""))
                         : Due{};
    const auto pdf = call(target, "GET", market_path + "/stands.pdf" + query_of(arguments));
    if (pdf.status != 200) throw std::runtime_error{refusal_of(pdf)};
    const auto name = arguments.required("--output");
    std::ofstream file{name, std::ios::binary};
    file << pdf.body;
    file.close();
    if (!file) {
        err << "choqr stands: -o: cannot write " << name << '\n';
        return 1;
    }
    if (!due.empty()) mark(target, market_path, due);
    out << pdf.body.size() / 1024 << " KB: " << name << '\n';
    if (!due.empty()) out << due.size() << " stands recorded as printed\n";
    return 0;
}

}  // namespace choqr::gateway
