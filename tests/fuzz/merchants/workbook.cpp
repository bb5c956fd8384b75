#include "workbook/workbook.hpp"

#include <cstdint>
#include <cstdlib>
#include <string>

#include "book.hpp"

// A workbook as anybody may upload it, or where the bytes are no archive, its sheet alone: checksums keep
// most changes of an archive from being read to the end. It never crashes, and a table is within its bounds.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace choqr;
    const std::string bytes{reinterpret_cast<const char*>(data), size};
    testing::Book book{""};
    book.with("xl/worksheets/sheet1.xml", bytes)
        .with_strings("<si><t>mã quầy</t></si><si><t>A-1</t></si>")
        .with_styles("<cellXfs><xf numFmtId='0'/><xf numFmtId='14'/><xf numFmtId='11'/></cellXfs>");
    const auto read = workbook::read_workbook(workbook::looks_like_workbook(bytes) ? bytes : book.bytes());
    if (const auto* table = std::get_if<workbook::Table>(&read)) {
        if (table->empty() || table->size() > merchants::table_rows_max) std::abort();
        std::size_t line = 0;
        for (const auto& row : *table) {
            if (row.line <= line || row.fields.size() > merchants::table_columns_max) std::abort();
            if (row.kinds.size() != row.fields.size()) std::abort();
            line = row.line;
        }
    }
    const auto list = workbook::stall_list_of(read);
    if (list.errors.size() > merchants::list_errors_max) std::abort();
    return 0;
}
