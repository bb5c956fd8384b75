#include "work/strangers_work.hpp"
#include "support/catch.hpp"

using namespace choqr;
using namespace choqr::gateway;
using namespace std::chrono_literals;

namespace {

std::string answer_to(std::string_view bytes) {
    const sandbox::Assignment assignment{workbook_work, bytes, 480ms};
    return do_strangers_work(assignment);
}

}  // namespace

TEST_CASE("strangers' work: a workbook's failure comes back as it was", "[work]") {
    const auto read = workbook_of(answer_to("no archive"));
    REQUIRE(read);
    CHECK(std::get<workbook::Failure>(*read) == workbook::Failure{workbook::Problem::other_format});
    CHECK(std::get<workbook::Failure>(*workbook_of("FJBM1")) ==
          workbook::Failure{workbook::Problem::too_many_columns, "BM1"});
}

TEST_CASE("strangers' work: a table comes back as it was", "[work]") {
    const auto read = workbook_of("T1:21:2t10:mã quầyn3:1232:171:1d10:07/08/2026");
    REQUIRE(read);
    const auto& table = std::get<workbook::Table>(*read);
    REQUIRE(table.size() == 2);
    using merchants::CellKind;
    CHECK(table[0] == merchants::TableRow{2, {"mã quầy", "123"}, {CellKind::text, CellKind::number}});
    CHECK(table[1] == merchants::TableRow{17, {"07/08/2026"}, {CellKind::date}});
}

TEST_CASE("strangers' work: an overcome child's table is no table", "[work][hostile]") {
    const std::string too_long = "T1:11:1t4001:" + std::string(4001, 'a');
    for (const std::string& answer : {std::string{},
                                      std::string{"T"},
                                      std::string{"F"},
                                      std::string{"FZ"},
                                      std::string{"F@"},
                                      std::string{"X"},
                                      std::string{"FA"} + std::string(17, 'A'),
                                      std::string{"T1:0"},
                                      std::string{"T1:11:0"},
                                      std::string{"T1:11:1"},
                                      std::string{"T1:11:1t"},
                                      std::string{"T1:11:1x1:a"},
                                      std::string{"T1:11:1t2:a"},
                                      std::string{"T1:11:1t-1:a"},
                                      std::string{"T1:12:65t1:a"},
                                      std::string{"T7:10485771:1t1:a"},
                                      std::string{"T1:21:1t1:a1:21:1t1:b"},
                                      std::string{"T1:11:1t1:\xFF"},
                                      std::string{"T1:11:1t1:"} + '\0',
                                      std::string{"T1:11:1t1:a1:"},
                                      std::string{"T99999999999999999999:1"},
                                      too_long}) {
        CAPTURE(answer.substr(0, 60));
        CHECK(!workbook_of(answer));
    }
    std::string many{"T"};
    for (std::size_t line = 1; line <= merchants::table_rows_max + 1; ++line) {
        const auto number = std::to_string(line);
        many += std::to_string(number.size()) + ":" + number + "1:1t1:a";
    }
    CHECK(!workbook_of(many));
}
