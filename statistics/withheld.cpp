#include "statistics/withheld.hpp"

namespace choqr::statistics {

std::string_view name_of(Withheld reason) {
    switch (reason) {
        case Withheld::fewer_than_five:
            return "fewer_than_five";
        case Withheld::one_stall_dominates:
            return "one_stall_dominates";
        case Withheld::not_closed:
            return "not_closed";
        case Withheld::complement:
            return "complement";
        case Withheld::by_month_only:
            return "by_month_only";
        case Withheld::of_one_stall:
            return "of_one_stall";
    }
    return "";
}

std::string_view vietnamese(Withheld reason) {
    switch (reason) {
        case Withheld::fewer_than_five:
            return "< 5 điểm";
        case Withheld::one_stall_dominates:
            return "một điểm chiếm phần lớn";
        case Withheld::not_closed:
            return "chờ chốt ngày";
        case Withheld::complement:
            return "chờ đủ 5 điểm";
        case Withheld::by_month_only:
            return "chỉ có theo tháng";
        case Withheld::of_one_stall:
            return "tiền của từng quầy không hiện";
    }
    return "";
}

}  // namespace choqr::statistics
