#include "workbook/parts.hpp"

#include <algorithm>
#include <charconv>
#include <utility>

#include "workbook/xml.hpp"

namespace choqr::workbook {
namespace {

constexpr std::size_t strings_max = merchants::table_rows_max * merchants::table_columns_max;
constexpr std::size_t formats_max = 65'536;  // Excel's own limit is 65,490.

std::optional<unsigned> number_in(const Attributes& attributes, std::string_view name) {
    const auto text = attributes.find(name);
    unsigned number = 0;
    if (!text) return std::nullopt;
    const auto parsed = std::from_chars(text->data(), text->data() + text->size(), number);
    if (parsed.ec != std::errc{} || parsed.ptr != text->data() + text->size()) return std::nullopt;
    return number;
}

bool is_true(const Attributes& attributes, std::string_view name) {
    const auto text = attributes.find(name);
    return text == "1" || text == "true";
}

struct Relation {
    std::string target;
    std::string type;  ///< The last word of its address: "worksheet", in either edition of the standard.
};

class Relations : public Listener {
public:
    void begin(std::string_view element, const Attributes& attributes) override {
        if (element != "Relationship" || attributes.find("TargetMode") == "External") return;
        const auto id = attributes.find("Id"), target = attributes.find("Target"),
                   type = attributes.find("Type");
        if (!id || !target || !type) return;
        all_[std::string{*id}] = {std::string{*target}, std::string{type->substr(type->rfind('/') + 1)}};
    }
    void end(std::string_view) override {}
    void text(std::string_view) override {}

    const Relation* find(const std::string& id) const {
        const auto found = all_.find(id);
        return found == all_.end() ? nullptr : &found->second;
    }
    const Relation* first_of(std::string_view type) const {
        const auto found =
            std::ranges::find_if(all_, [type](const auto& one) { return one.second.type == type; });
        return found == all_.end() ? nullptr : &found->second;
    }

private:
    std::map<std::string, Relation> all_;
};

class Sheets : public Listener {
public:
    void begin(std::string_view element, const Attributes& attributes) override {
        if (!std::exchange(begun_, true) && element != "workbook") fail({Problem::other_format});  // .docx
        if (element == "workbookPr") from_1904_ = is_true(attributes, "date1904");
        if (element != "sheet") return;
        const auto state = attributes.find("state");
        if (const auto id = attributes.find("id"); id && (!state || *state == "visible"))
            visible_.emplace_back(*id);
    }
    void end(std::string_view) override {}
    void text(std::string_view) override {}

    const std::vector<std::string>& visible() const { return visible_; }
    bool from_1904() const { return from_1904_; }

private:
    std::vector<std::string> visible_;
    bool begun_ = false, from_1904_ = false;
};

std::string folder_of(std::string_view part) {
    return std::string{part.substr(0, part.rfind('/') == std::string_view::npos ? 0 : part.rfind('/') + 1)};
}

/// Of a target as `from` gives it; nothing if it leads out of the archive.
std::optional<std::string> part_of(std::string_view target, std::string_view from) {
    const auto whole = target.starts_with('/') ? std::string{target} : folder_of(from) + std::string{target};
    std::vector<std::string_view> steps;
    for (std::string_view rest{whole}; !rest.empty();) {
        const auto step = rest.substr(0, rest.find('/'));
        rest.remove_prefix(std::min(step.size() + 1, rest.size()));
        if (step == "..") {
            if (steps.empty()) return std::nullopt;
            steps.pop_back();
        } else if (!step.empty() && step != ".") {
            steps.push_back(step);
        }
    }
    std::string part;
    for (const auto step : steps) part.append(part.empty() ? "" : "/").append(step);
    return part;
}

std::string relations_of(std::string_view part) {
    const auto folder = folder_of(part);
    return folder + "_rels/" + std::string{part.substr(folder.size())} + ".rels";
}

std::string optional_part(const Relations& relations, std::string_view type, std::string_view from,
                          const Archive& archive) {
    const auto* relation = relations.first_of(type);
    const auto part = relation != nullptr ? part_of(relation->target, from) : std::nullopt;
    return part && archive.has(*part) ? *part : std::string{};
}

std::optional<std::string> workbook_part(Archive& archive, Failure& failure) {
    const std::string package_relations = "_rels/.rels";
    failure = {Problem::other_format};
    if (!archive.has(package_relations)) return std::nullopt;
    Relations relations;
    if (const auto broken = read_xml(archive, package_relations, relations)) {
        failure = *broken;
        return std::nullopt;
    }
    auto part = optional_part(relations, "officeDocument", "", archive);
    const auto extension = std::string_view{part}.substr(std::min(part.rfind('.'), part.size()));
    if (extension != ".xml" || !archive.has(relations_of(part))) return std::nullopt;
    return part;
}

class SharedStrings : public Listener {
public:
    void begin(std::string_view element, const Attributes&) override {
        if (element == "si") strings_.emplace_back();
        if (strings_.size() > strings_max) fail({Problem::too_large});
        if (element == "rPh") in_reading_ = true;
        in_text_ = element == "t" && !in_reading_ && !strings_.empty();
    }
    void end(std::string_view element) override {
        in_text_ = false;
        if (element == "rPh") in_reading_ = false;
        if (element == "si") strings_.back() = unescaped(std::move(strings_.back()));
    }
    void text(std::string_view piece) override {
        if (in_text_) add_text(strings_.back(), piece);
    }
    Strings take() { return std::move(strings_); }

private:
    Strings strings_;
    bool in_text_ = false, in_reading_ = false;
};

class Styles : public Listener {
public:
    void begin(std::string_view element, const Attributes& attributes) override {
        if (element == "numFmt") {
            const auto id = number_in(attributes, "numFmtId");
            if (const auto code = attributes.find("formatCode"); id && code)
                own_[*id] = format_of_code(*code);
        }
        if (element == "cellXfs") in_cell_formats_ = true;
        if (element != "xf" || !in_cell_formats_) return;
        const auto id = number_in(attributes, "numFmtId").value_or(0);
        const auto own = own_.find(id);
        formats_.push_back(own != own_.end() ? own->second : built_in_format(id));
        if (formats_.size() > formats_max || own_.size() > formats_max) fail({Problem::too_large});
    }
    void end(std::string_view element) override {
        if (element == "cellXfs") in_cell_formats_ = false;
    }
    void text(std::string_view) override {}
    Formats take() { return std::move(formats_); }

private:
    std::map<unsigned, NumberFormat> own_;
    Formats formats_;
    bool in_cell_formats_ = false;
};

std::optional<unsigned> hexadecimal(std::string_view digits) {
    unsigned value = 0;
    const auto parsed = std::from_chars(digits.data(), digits.data() + digits.size(), value, 16);
    return parsed.ec == std::errc{} && parsed.ptr == digits.data() + digits.size() ? std::optional{value}
                                                                                   : std::nullopt;
}

}  // namespace

void add_text(std::string& text, std::string_view piece) {
    const auto room =
        merchants::table_cell_bytes_max + 1 - std::min(text.size(), merchants::table_cell_bytes_max + 1);
    text += piece.substr(0, room);
}

// What it stands for within a cell of one line is white space; other control characters no list has.
std::string unescaped(std::string text) {
    constexpr std::size_t size = 7;  // _x000D_
    for (auto at = text.find("_x"); at != std::string::npos; at = text.find("_x", at + 1)) {
        if (at + size > text.size() || text[at + size - 1] != '_') continue;
        const auto code = hexadecimal(std::string_view{text}.substr(at + 2, 4));
        if (!code) continue;
        if (*code == '_' || *code == '\t' || *code == '\n' || *code == '\r')
            text.replace(at, size, 1, static_cast<char>(*code));
    }
    return text;
}

std::variant<Parts, Failure> find_parts(Archive& archive) {
    Failure failure;
    const auto workbook = workbook_part(archive, failure);
    if (!workbook) return failure;
    Relations relations;
    if (const auto broken = read_xml(archive, relations_of(*workbook), relations)) return *broken;
    Sheets sheets;
    if (const auto broken = read_xml(archive, *workbook, sheets)) return *broken;
    Parts parts{{}, {}, {}, sheets.from_1904()};
    for (const auto& id : sheets.visible()) {
        const auto* relation = relations.find(id);
        if (relation == nullptr) return Failure{Problem::broken};
        if (relation->type != "worksheet") continue;  // A sheet that is a chart.
        const auto part = part_of(relation->target, *workbook);
        if (!part || !archive.has(*part)) return Failure{Problem::broken};
        parts.sheet = *part;
        parts.shared_strings = optional_part(relations, "sharedStrings", *workbook, archive);
        parts.styles = optional_part(relations, "styles", *workbook, archive);
        return parts;
    }
    return Failure{Problem::no_visible_sheet};
}

std::variant<Strings, Failure> read_shared_strings(Archive& archive, const std::string& part) {
    SharedStrings strings;
    if (part.empty()) return Strings{};
    if (const auto broken = read_xml(archive, part, strings)) return *broken;
    return strings.take();
}

std::variant<Formats, Failure> read_formats(Archive& archive, const std::string& part) {
    Styles styles;
    if (part.empty()) return Formats{};
    if (const auto broken = read_xml(archive, part, styles)) return *broken;
    return styles.take();
}

}  // namespace choqr::workbook
