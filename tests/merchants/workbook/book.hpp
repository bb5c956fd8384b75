#pragma once

#include <zip.h>

#include <cstring>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

// Workbooks made by hand, so that tests can make what no program writes.
namespace choqr::testing {

struct Book {
    std::vector<std::pair<std::string, std::string>> parts{
        {"[Content_Types].xml",
         "<Types xmlns='http://schemas.openxmlformats.org/package/2006/content-types'/>"},
        {"_rels/.rels",
         "<Relationships><Relationship Id='r1' Type='http://x/relationships/officeDocument' "
         "Target='xl/workbook.xml'/></Relationships>"},
        {"xl/_rels/workbook.xml.rels",
         "<Relationships><Relationship Id='r1' Type='http://x/relationships/worksheet' "
         "Target='worksheets/sheet1.xml'/><Relationship Id='r2' Type='http://x/relationships/sharedStrings' "
         "Target='sharedStrings.xml'/><Relationship Id='r3' Type='http://x/relationships/styles' "
         "Target='/xl/styles.xml'/><Relationship Id='r4' Type='http://x/relationships/worksheet' "
         "Target='worksheets/sheet2.xml'/></Relationships>"},
        {"xl/workbook.xml",
         "<workbook xmlns:r='http://x'><sheets><sheet name='A' sheetId='1' r:id='r1'/></sheets></workbook>"},
        {"xl/worksheets/sheet1.xml", ""},
    };

    explicit Book(std::string rows, std::string behind = {}) {
        part("xl/worksheets/sheet1.xml") =
            "<worksheet><sheetData>" + std::move(rows) + "</sheetData>" + behind + "</worksheet>";
    }

    std::string& part(const std::string& name) {
        for (auto& [one, text] : parts)
            if (one == name) return text;
        return parts.emplace_back(name, "").second;
    }
    Book& with(const std::string& name, std::string text) {
        part(name) = std::move(text);
        return *this;
    }
    Book& with_strings(const std::string& items) {
        return with("xl/sharedStrings.xml", "<sst>" + items + "</sst>");
    }
    Book& with_styles(const std::string& inner) {
        return with("xl/styles.xml", "<styleSheet>" + inner + "</styleSheet>");
    }

    std::string bytes(zip_int32_t method = ZIP_CM_DEFAULT) const {
        zip_error_t error;
        zip_error_init(&error);
        auto* target = zip_source_buffer_create(nullptr, 0, 0, &error);
        auto* archive = zip_open_from_source(target, ZIP_TRUNCATE, &error);
        if (archive == nullptr) throw std::runtime_error{"no archive"};
        zip_source_keep(target);
        for (const auto& [name, text] : parts) {
            auto* source = zip_source_buffer(archive, text.data(), text.size(), 0);
            const auto index = zip_file_add(archive, name.c_str(), source, ZIP_FL_ENC_UTF_8);
            if (index < 0) throw std::runtime_error{"part " + name};
            zip_set_file_compression(archive, static_cast<zip_uint64_t>(index), method, 0);
        }
        if (zip_close(archive) != 0) throw std::runtime_error{"not written"};
        return read_back(target);
    }

private:
    static std::string read_back(zip_source_t* target) {
        zip_stat_t about{};
        zip_source_stat(target, &about);
        std::string all(about.size, '\0');
        zip_source_open(target);
        zip_source_read(target, all.data(), all.size());
        zip_source_close(target);
        zip_source_free(target);
        return all;
    }
};

/// Puts `to` in the place of every `from`, of the same length: in an archive's two copies of a name, for
/// example.
inline std::string replaced(std::string bytes, std::string_view from, std::string_view to) {
    for (auto at = bytes.find(from); at != std::string::npos; at = bytes.find(from, at + to.size()))
        bytes.replace(at, from.size(), to);
    return bytes;
}

}  // namespace choqr::testing
