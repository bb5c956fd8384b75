#include "json/value.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace choqr::json {

const Value* Value::find(std::string_view name) const {
    const auto* members = object();
    if (members == nullptr) return nullptr;
    const auto found = std::ranges::find(
        *members, name, [](const Member& member) -> std::string_view { return member.name; });
    return found == members->end() ? nullptr : &found->value;
}

/// Receives nlohmann's events and builds Values. Each handler answers whether to go on.
class Builder {
public:
    using number_integer_t = nlohmann::json::number_integer_t;
    using number_unsigned_t = nlohmann::json::number_unsigned_t;
    using number_float_t = nlohmann::json::number_float_t;
    using string_t = nlohmann::json::string_t;
    using binary_t = nlohmann::json::binary_t;

    bool null() { return add(Value{}); }
    bool boolean(bool value) { return add(Value{value}); }
    bool number_integer(number_integer_t value) { return add(Value{std::int64_t{value}}); }
    bool number_unsigned(number_unsigned_t value) {
        if (value <= INT64_MAX) return add(Value{static_cast<std::int64_t>(value)});
        return add(Value{Value::Literal{std::to_string(value)}});
    }
    bool number_float(number_float_t, const string_t& literal) { return add(Value{Value::Literal{literal}}); }
    bool string(string_t& value) { return add(Value{std::move(value)}); }
    bool binary(binary_t&) { return false; }

    bool start_object(std::size_t) { return open(Value{Value::Object{}}); }
    bool start_array(std::size_t) { return open(Value{Value::Array{}}); }
    bool end_object() { return close(); }
    bool end_array() { return close(); }

    bool key(string_t& name) {
        auto& members = std::get<Value::Object>(open_.back()->data_);
        if (members.size() == members_max) return fail("An object has too many members.");
        if (std::ranges::any_of(members, [&](const Member& member) { return member.name == name; }))
            return fail("A name stands twice in one object.");
        members.push_back({std::move(name), Value{}});
        return true;
    }

    bool parse_error(std::size_t position, const std::string&, const nlohmann::detail::exception&) {
        return fail("The text is not valid JSON at byte " + std::to_string(position) + ".");
    }

    std::variant<Value, Problem> finish(bool whole) && {
        if (whole) return std::move(root_);
        return Problem{Wrong::not_json, {}, std::move(sentence_)};
    }

private:
    Value* place(Value&& value) {
        if (open_.empty()) return &(root_ = std::move(value));
        if (auto* items = std::get_if<Value::Array>(&open_.back()->data_))
            return &items->emplace_back(std::move(value));
        return &(std::get<Value::Object>(open_.back()->data_).back().value = std::move(value));
    }
    bool add(Value&& value) {
        place(std::move(value));
        return true;
    }
    // The pointers stay good: while a container is open its parent does not grow.
    bool open(Value&& container) {
        if (open_.size() == depth_max) return fail("The text is nested too deeply.");
        open_.push_back(place(std::move(container)));
        return true;
    }
    bool close() {
        open_.pop_back();
        return true;
    }
    bool fail(std::string sentence) {
        sentence_ = std::move(sentence);
        return false;
    }

    Value root_;
    std::vector<Value*> open_;
    std::string sentence_ = "The text is not valid JSON.";
};

std::variant<Value, Problem> parse(std::string_view text) {
    Builder builder;
    const bool whole = nlohmann::json::sax_parse(text.data(), text.data() + text.size(), &builder);
    return std::move(builder).finish(whole);
}

std::string quoted(std::string_view text) {
    return nlohmann::json(std::string{text}).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

}  // namespace choqr::json
