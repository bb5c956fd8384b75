#include "documents/report.hpp"

namespace choqr::documents {

std::string to_text(const Report& report) {
    std::string text;
    if (report.trial) text += "THỬ: không phải tiền thật / TRIAL: not real money\n";
    for (const auto& line : lines_of(report))
        text.append(line.figure.label).append(": ").append(line.shown) += '\n';
    if (auto late = adjustment_text(report)) {
        late->replace(0, std::string_view{"đ"}.size(), "Đ");
        text += *late + '\n';
    }
    return text;
}

std::string to_csv(const Report& report) {
    std::string csv = "chi_tieu,gia_tri\r\n";
    if (report.trial) csv += "trial,true\r\n";
    for (const auto& line : lines_of(report)) {
        csv.append(line.figure.name).append(",").append(line.bare) += "\r\n";
        if (line.withheld)
            csv.append(line.figure.name).append("_withheld,").append(name_of(*line.withheld)) += "\r\n";
    }
    return csv;
}

}  // namespace choqr::documents
