#pragma once

#include <initializer_list>
#include <span>

#include "base/time.hpp"
#include "base/vnd.hpp"
#include "json/value.hpp"

namespace choqr::json {

/// The first thing found wrong while an object is read.
using Complaint = std::optional<Problem>;

/// Checked getters over one object. The first problem goes into the complaint and every getter after it still
/// answers, so that a reader goes straight down and asks once at the end:
///
///     Complaint complaint;
///     const Fields fields{document, complaint};
///     const auto name = fields.text("name", 100);
///     const auto amount = fields.amount("amount");
///     if (complaint) return refuse(*complaint);     // From here on, every required value is there.
///
/// A getter without `optional_` complains when the field is missing or null. Refers to the value and the
/// complaint.
class Fields {
public:
    /// Complains at once if `value` is no object.
    Fields(const Value& value, Complaint& complaint, std::string path = {});

    /// Not empty, at most `bytes_max` bytes, no control characters.
    std::optional<std::string> text(std::string_view name, std::size_t bytes_max) const;
    /// Missing, null and "" are all nothing.
    std::optional<std::string> optional_text(std::string_view name, std::size_t bytes_max) const;
    /// A canonical integer literal from 1 to Vnd::dong_max; Wrong::not_amount for anything else that is
    /// there.
    std::optional<Vnd> amount(std::string_view name) const;
    std::optional<Vnd> optional_amount(std::string_view name) const;
    std::optional<std::int64_t> integer(std::string_view name, std::int64_t min, std::int64_t max) const;
    std::optional<std::int64_t> optional_integer(std::string_view name, std::int64_t min,
                                                 std::int64_t max) const;
    std::optional<bool> optional_boolean(std::string_view name) const;
    /// RFC 3339.
    std::optional<Instant> instant(std::string_view name) const;
    std::optional<Day> optional_day(std::string_view name) const;
    /// The index of the text in `words`.
    std::optional<std::size_t> one_of(std::string_view name,
                                      std::initializer_list<std::string_view> words) const;

    std::optional<Fields> object(std::string_view name) const;
    std::optional<Fields> optional_object(std::string_view name) const;
    /// Missing and null are no elements. Complains about elements that are no objects.
    std::vector<Fields> objects(std::string_view name, std::size_t count_max) const;
    /// The same of texts, each as text() takes it.
    std::vector<std::string> texts(std::string_view name, std::size_t count_max, std::size_t bytes_max) const;
    /// The names of this object's members, in order, for objects whose names are chosen by a person.
    std::vector<std::string> names() const;
    bool has(std::string_view name) const;

    /// Complains about the first member that is not in `known`, for configuration files.
    void only(std::initializer_list<std::string_view> known) const { only({known.begin(), known.end()}); }
    void only(std::span<const std::string_view> known) const;
    /// For checks of the caller's own: "vendor.phone" + " is not a telephone number".
    void complain(std::string_view name, Wrong why, std::string_view what,
                  std::string_view what_vi = {}) const;
    const Value& value() const { return *value_; }

private:
    const Value* there(std::string_view name) const;
    const Value* required(std::string_view name) const;
    std::string path_of(std::string_view name) const;
    std::optional<std::string> checked_text(std::string_view name, const Value& value,
                                            std::size_t bytes_max) const;
    std::optional<Vnd> checked_amount(std::string_view name, const Value& value) const;
    std::optional<std::int64_t> checked_integer(std::string_view name, const Value& value, std::int64_t min,
                                                std::int64_t max) const;

    const Value* value_;
    Complaint* complaint_;
    std::string path_;
};

}  // namespace choqr::json
