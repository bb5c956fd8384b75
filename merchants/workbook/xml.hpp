#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "workbook/archive.hpp"

namespace choqr::workbook {

/// The attributes of an element, by their names without a prefix.
class Attributes {
public:
    explicit Attributes(const char* const* pairs) : pairs_{pairs} {}
    std::optional<std::string_view> find(std::string_view name) const;

private:
    const char* const* pairs_;
};

/// Hears the elements of a part. Names come without their prefix: writers choose it, and no two vocabularies
/// of a workbook's parts clash in what is asked for here.
class Listener {
public:
    virtual ~Listener() = default;
    virtual void begin(std::string_view element, const Attributes& attributes) = 0;
    virtual void end(std::string_view element) = 0;
    virtual void text(std::string_view piece) = 0;

    /// Ends the reading.
    void fail(Failure failure) {
        if (!failure_) failure_ = std::move(failure);
    }
    bool wants_more() const { return !failure_; }
    const std::optional<Failure>& failure() const { return failure_; }

private:
    std::optional<Failure> failure_;
};

/// Reads `part` of `archive` as XML. A document type, and with it every entity, is a failure; so is a depth
/// no spreadsheet has.
std::optional<Failure> read_xml(Archive& archive, const std::string& part, Listener& listener);

}  // namespace choqr::workbook
