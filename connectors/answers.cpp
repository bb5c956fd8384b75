#include "connectors/answers.hpp"

namespace choqr::connectors {
namespace {

struct Words {
    int status;
    std::string_view code;
    std::string_view sentence_vi;
};

Words words_of(Rejection why) {
    switch (why) {
        case Rejection::unauthenticated:
            return {401, "invalid_signature", "Chữ ký không đúng hoặc đã quá hạn."};
        case Rejection::repeated_header:
            return {400, "repeated_header", "Một tiêu đề xác thực xuất hiện nhiều lần."};
        case Rejection::unsupported_content_type:
            return {415, "unsupported_content_type", "Kiểu nội dung không được hỗ trợ."};
        case Rejection::unsupported_encoding:
            return {415, "unsupported_encoding", "Nội dung nén không được hỗ trợ."};
        case Rejection::malformed:
            return {400, "malformed", "Nội dung thông báo không đúng định dạng."};
        case Rejection::invalid_amount:
            return {422, "invalid_amount", "Số tiền không phải là số đồng nguyên hợp lệ."};
    }
    return {400, "malformed", "Nội dung thông báo không đúng định dạng."};
}

}  // namespace

int status_of(Rejection why) { return words_of(why).status; }
std::string_view code_of(Rejection why) { return words_of(why).code; }
std::string_view sentence_vi(Rejection why) { return words_of(why).sentence_vi; }

}  // namespace choqr::connectors
