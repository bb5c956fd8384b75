// Our strict reader beside nlohmann's own tree: what we accept they accept, with the same meaning; quoted
// text comes back.
#include <cstdint>

#include <nlohmann/json.hpp>

#include "base/assert.hpp"
#include "base/text.hpp"
#include "json/fields.hpp"

using namespace choqr;

namespace {

bool same(const json::Value& ours, const nlohmann::json& theirs);

bool same_members(const json::Value::Object& ours, const nlohmann::json& theirs) {
    if (!theirs.is_object() || ours.size() != theirs.size()) return false;
    for (const auto& [name, value] : ours)
        if (!theirs.contains(name) || !same(value, theirs[name])) return false;
    return true;
}

bool same_items(const json::Value::Array& ours, const nlohmann::json& theirs) {
    if (!theirs.is_array() || ours.size() != theirs.size()) return false;
    for (std::size_t i = 0; i < ours.size(); ++i)
        if (!same(ours[i], theirs[i])) return false;
    return true;
}

bool same(const json::Value& ours, const nlohmann::json& theirs) {
    switch (ours.kind()) {
        case json::Kind::null:
            return theirs.is_null();
        case json::Kind::boolean:
            return theirs == *ours.boolean();
        case json::Kind::integer:
            return theirs.is_number_integer() && theirs == *ours.integer();
        case json::Kind::other_number:
            return theirs.is_number_float() || theirs.is_number_unsigned();
        case json::Kind::string:
            return theirs == *ours.string();
        case json::Kind::array:
            return same_items(*ours.array(), theirs);
        case json::Kind::object:
            return same_members(*ours.object(), theirs);
    }
    return false;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text{reinterpret_cast<const char*>(data), size};
    const auto read = json::parse(text);
    if (const auto* value = std::get_if<json::Value>(&read)) {
        const auto theirs = nlohmann::json::parse(text, nullptr, false);
        CHOQR_ASSERT(!theirs.is_discarded() && same(*value, theirs), "both read the same");
        json::Complaint complaint;
        const json::Fields fields{*value, complaint};
        if (const auto amount = fields.amount("amount"))
            CHOQR_ASSERT(theirs["amount"] == amount->dong(), "an amount is not rounded");
    }
    if (is_valid_utf8(text)) {
        const auto back = json::parse(json::quoted(text));
        CHOQR_ASSERT(*std::get<json::Value>(back).string() == text, "a quoted text comes back");
    }
    return 0;
}
