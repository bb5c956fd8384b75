#include "json/fields.hpp"

#include <algorithm>

namespace choqr::json {
namespace {

bool is_control(char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }

}  // namespace

Fields::Fields(const Value& value, Complaint& complaint, std::string path)
    : value_{&value}, complaint_{&complaint}, path_{std::move(path)} {
    if (value.object() != nullptr || complaint) return;
    const auto what = path_.empty() ? std::string{"The body"} : path_;
    complaint = Problem{Wrong::wrong_type, path_, what + " must be a JSON object."};
}

std::string Fields::path_of(std::string_view name) const {
    return path_.empty() ? std::string{name} : path_ + "." + std::string{name};
}

void Fields::complain(std::string_view name, Wrong why, std::string_view what,
                      std::string_view what_vi) const {
    if (*complaint_) return;
    auto field = path_of(name);
    auto sentence = field + " " + std::string{what} + ".";
    auto sentence_vi = what_vi.empty() ? std::string{} : field + " " + std::string{what_vi} + ".";
    *complaint_ = Problem{why, std::move(field), std::move(sentence), std::move(sentence_vi)};
}

const Value* Fields::there(std::string_view name) const {
    const auto* value = value_->find(name);
    return value == nullptr || value->kind() == Kind::null ? nullptr : value;
}

const Value* Fields::required(std::string_view name) const {
    const auto* value = there(name);
    if (value == nullptr) complain(name, Wrong::missing, "is missing");
    return value;
}

bool Fields::has(std::string_view name) const { return there(name) != nullptr; }

std::optional<std::string> Fields::checked_text(std::string_view name, const Value& value,
                                                std::size_t bytes_max) const {
    const auto* text = value.string();
    if (text == nullptr)
        complain(name, Wrong::wrong_type, "must be a string");
    else if (text->size() > bytes_max)
        complain(name, Wrong::too_long, "must be at most " + std::to_string(bytes_max) + " bytes");
    else if (std::ranges::any_of(*text, is_control))
        complain(name, Wrong::not_allowed, "must not contain control characters");
    else
        return *text;
    return std::nullopt;
}

std::optional<std::string> Fields::text(std::string_view name, std::size_t bytes_max) const {
    const auto* value = required(name);
    auto text = value == nullptr ? std::nullopt : checked_text(name, *value, bytes_max);
    if (!text || !text->empty()) return text;
    complain(name, Wrong::missing, "must not be empty");
    return std::nullopt;
}

std::optional<std::string> Fields::optional_text(std::string_view name, std::size_t bytes_max) const {
    const auto* value = there(name);
    auto text = value == nullptr ? std::nullopt : checked_text(name, *value, bytes_max);
    return text && text->empty() ? std::nullopt : text;
}

std::optional<Vnd> Fields::checked_amount(std::string_view name, const Value& value) const {
    const auto* dong = value.integer();
    const auto amount = dong != nullptr && *dong > 0 ? Vnd::from_dong(*dong) : std::nullopt;
    if (!amount) complain(name, Wrong::not_amount, "must be a whole number of dong from 1 to 9999999999999");
    return amount;
}

std::optional<Vnd> Fields::amount(std::string_view name) const {
    // A null is an amount that is not one: whoever wrote it meant to say something.
    const auto* value = value_->find(name);
    if (value == nullptr) complain(name, Wrong::missing, "is missing");
    return value == nullptr ? std::nullopt : checked_amount(name, *value);
}

std::optional<Vnd> Fields::optional_amount(std::string_view name) const {
    const auto* value = there(name);
    return value == nullptr ? std::nullopt : checked_amount(name, *value);
}

std::optional<std::int64_t> Fields::checked_integer(std::string_view name, const Value& value,
                                                    std::int64_t min, std::int64_t max) const {
    const auto* integer = value.integer();
    if (integer == nullptr)
        complain(name, Wrong::wrong_type, "must be a whole number");
    else if (*integer < min || *integer > max)
        complain(name, Wrong::out_of_range,
                 "must be between " + std::to_string(min) + " and " + std::to_string(max));
    else
        return *integer;
    return std::nullopt;
}

std::optional<std::int64_t> Fields::integer(std::string_view name, std::int64_t min, std::int64_t max) const {
    const auto* value = required(name);
    return value == nullptr ? std::nullopt : checked_integer(name, *value, min, max);
}

std::optional<std::int64_t> Fields::optional_integer(std::string_view name, std::int64_t min,
                                                     std::int64_t max) const {
    const auto* value = there(name);
    return value == nullptr ? std::nullopt : checked_integer(name, *value, min, max);
}

std::optional<bool> Fields::optional_boolean(std::string_view name) const {
    const auto* value = there(name);
    if (value == nullptr) return std::nullopt;
    if (value->boolean() != nullptr) return *value->boolean();
    complain(name, Wrong::wrong_type, "must be true or false");
    return std::nullopt;
}

std::optional<Instant> Fields::instant(std::string_view name) const {
    const auto written = text(name, 40);
    const auto instant = written ? parse_rfc3339(*written) : std::nullopt;
    if (written && !instant)
        complain(name, Wrong::not_allowed, "must be an instant like 2026-11-22T03:04:05Z");
    return instant;
}

std::optional<Day> Fields::optional_day(std::string_view name) const {
    const auto written = optional_text(name, 10);
    const auto day = written ? parse_day(*written) : std::nullopt;
    if (written && !day) complain(name, Wrong::not_allowed, "must be a day like 2026-11-22");
    return day;
}

std::optional<std::size_t> Fields::one_of(std::string_view name,
                                          std::initializer_list<std::string_view> words) const {
    const auto word = text(name, 64);
    if (!word) return std::nullopt;
    const auto* found = std::ranges::find(words, *word);
    if (found != words.end()) return static_cast<std::size_t>(found - words.begin());
    std::string choices;
    for (const auto choice : words) choices += (choices.empty() ? "\"" : ", \"") + std::string{choice} + "\"";
    complain(name, Wrong::not_allowed, "must be one of " + choices);
    return std::nullopt;
}

std::optional<Fields> Fields::object(std::string_view name) const {
    const auto* value = required(name);
    if (value == nullptr) return std::nullopt;
    return Fields{*value, *complaint_, path_of(name)};
}

std::optional<Fields> Fields::optional_object(std::string_view name) const {
    const auto* value = there(name);
    if (value == nullptr) return std::nullopt;
    return Fields{*value, *complaint_, path_of(name)};
}

std::vector<Fields> Fields::objects(std::string_view name, std::size_t count_max) const {
    std::vector<Fields> fields;
    const auto* value = there(name);
    if (value == nullptr) return fields;
    const auto* items = value->array();
    if (items == nullptr)
        complain(name, Wrong::wrong_type, "must be an array");
    else if (items->size() > count_max)
        complain(name, Wrong::too_long, "must have at most " + std::to_string(count_max) + " elements");
    if (items == nullptr || items->size() > count_max) return fields;
    for (std::size_t i = 0; i < items->size(); ++i)
        fields.emplace_back((*items)[i], *complaint_, path_of(name) + "[" + std::to_string(i) + "]");
    return fields;
}

std::vector<std::string> Fields::texts(std::string_view name, std::size_t count_max,
                                       std::size_t bytes_max) const {
    std::vector<std::string> texts;
    const auto* value = there(name);
    if (value == nullptr) return texts;
    const auto* items = value->array();
    if (items == nullptr)
        complain(name, Wrong::wrong_type, "must be an array");
    else if (items->size() > count_max)
        complain(name, Wrong::too_long, "must have at most " + std::to_string(count_max) + " elements");
    if (items == nullptr || items->size() > count_max) return texts;
    for (std::size_t i = 0; i < items->size(); ++i)
        if (auto text =
                checked_text(std::string{name} + "[" + std::to_string(i) + "]", (*items)[i], bytes_max))
            texts.push_back(*std::move(text));
    return texts;
}

std::vector<std::string> Fields::names() const {
    std::vector<std::string> names;
    if (const auto* members = value_->object())
        for (const auto& member : *members) names.push_back(member.name);
    return names;
}

void Fields::only(std::span<const std::string_view> known) const {
    for (const auto& name : names())
        if (std::ranges::find(known, name) == known.end())
            return complain(name, Wrong::unknown_field, "is not known here");
}

}  // namespace choqr::json
