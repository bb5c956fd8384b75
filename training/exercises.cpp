#include "training/exercises.hpp"

namespace choqr::training {
namespace {

using namespace std::chrono_literals;

constexpr Payment pays(std::int64_t dong) { return {Vnd::from_dong(dong).value()}; }

std::vector<Exercise> vendors_exercises() {
    return {
        {.name = "loudspeaker",
         .who = Trainee::vendor,
         .place = Place::own,
         .title = "Bật loa, nghe khoản đầu tiên",
         .told = "Chạm BẬT LOA trên màn hình quầy {quầy}. Khách trả 20.000 đ: hãy nghe và nhìn.",
         .lasts = 120s,
         .played = {{40s, pays(20'000)}},
         .question = {},
         .picture = {},
         .expected = {{Sign::loudspeaker_on, "Chưa bật loa. Không có loa thì không biết tiền đã về."}}},
        {.name = "two_hundred",
         .who = Trainee::vendor,
         .place = Place::own,
         .title = "Trả 200 đồng thay vì 200.000",
         .told = "Khách mua 200.000 đ, bấm điện thoại rồi nói “chuyển rồi nhé”. Hãy nghe loa.",
         .lasts = 150s,
         .played = {{20s, pays(200)}},
         .question = Question{"Đưa hàng cho khách không?", {"Đưa hàng", "Chưa đưa"}, 1},
         .picture = {},
         .expected = {{Sign::right_answer,
                       "Mới có 200 đồng. Loa nói “Chú ý!”, màn hình đỏ: xem số tiền rồi hãy đưa hàng."}}},
        {.name = "screenshot",
         .who = Trainee::vendor,
         .place = Place::own,
         .title = "Ảnh chụp, không có tiền",
         .told = "Khách giơ ảnh chụp “đã chuyển 85.000 đ”. Loa không kêu. Bấm KIỂM TRA, gõ 85.000.",
         .lasts = 150s,
         .played = {},
         .question = Question{"Tiền đã về chưa?", {"Đã về", "Chưa về"}, 1},
         .picture = {},
         .expected = {{Sign::right_answer,
                       "Ảnh chụp không phải là tiền. Bấm KIỂM TRA: đỏ là chưa về, chưa đưa hàng."}}},
        {.name = "bait",
         .who = Trainee::vendor,
         .place = Place::own,
         .title = "Chuyển nhầm, xin trả sang chỗ khác",
         .told =
             "Có 500.000 đ không phải tiền hàng. Một người gọi: “Tôi chuyển nhầm, chị trả vào tài khoản khác "
             "giúp tôi.”",
         .lasts = 180s,
         .played = {{15s, pays(500'000)}},
         .question =
             Question{"Trả lại thế nào?", {"Vào tài khoản người gọi đọc", "Đúng tài khoản đã chuyển đến"}, 1},
         .picture = {},
         .expected =
             {{Sign::right_answer,
               "Chỉ trả về đúng tài khoản đã chuyển đến. Ai bảo chuyển sang tài khoản khác là lừa đảo."}}},
        {.name = "swapped_code",
         .who = Trainee::vendor,
         .place = Place::own,
         .title = "Mã bị dán đè",
         .told = "Sáng nay trên bảng có mã này. Mở VIỆC KHÁC, SOI MÃ, chụp mã trên trang này.",
         .lasts = 180s,
         .played = {},
         .question = Question{"Mã này của ai?", {"Của quầy", "Mã lạ"}, 1},
         .picture = Picture::strange_code,
         .expected = {{Sign::code_looked_at, "Chưa SOI MÃ. Mỗi sáng soi mã trên bảng một lần."},
                      {Sign::right_answer, "Đó là mã lạ. Gỡ xuống và gọi ban quản lý."}}},
        {.name = "line_cut",
         .who = Trainee::vendor,
         .place = Place::own,
         .title = "Mất mạng",
         .told =
             "Mạng sắp mất một phút. Trong lúc đó khách vẫn trả tiền. Có mạng lại, hãy nghe loa nói tổng.",
         .lasts = 210s,
         .played = {{20s, LineCut{60s}}, {35s, pays(30'000)}, {50s, pays(45'000)}, {65s, pays(12'000)}},
         .question =
             Question{"Lúc mất mạng có mấy khoản?", {"Hai khoản", "Ba khoản", "Không có khoản nào"}, 1},
         .picture = {},
         .expected = {{Sign::right_answer,
                       "Có ba khoản, tổng 87.000 đ. Mất mạng thì chờ: có mạng lại, loa nói đủ."}}},
        {.name = "two_equal",
         .who = Trainee::vendor,
         .place = Place::own,
         .title = "Hai khách cùng trả 40.000",
         .told = "Hai khách đứng cạnh nhau, mỗi người trả 40.000 đ. Hãy nghe và xem số khoản hôm nay.",
         .lasts = 150s,
         .played = {{20s, pays(40'000)}, {23s, pays(40'000)}},
         .question = Question{"Đã có mấy khoản 40.000 đ?", {"Một khoản", "Hai khoản"}, 1},
         .picture = {},
         .expected = {{Sign::right_answer,
                       "Hai khách là hai khoản. Xem danh sách hôm nay khi hai số bằng nhau."}}},
    };
}

std::vector<Exercise> volunteers_exercises() {
    return {
        {.name = "register",
         .who = Trainee::volunteer,
         .place = Place::empty,
         .title = "Đăng ký một quầy",
         .told = "Mở trang tình nguyện viên, chọn quầy {quầy}, quét mã ngân hàng của người bán, làm đến hết.",
         .lasts = 240s,
         .played = {},
         .question = {},
         .picture = Picture::new_vendors_code,
         .expected = {{Sign::stall_registered,
                       "Quầy chưa được đăng ký. Làm đủ các bước, đến khi trang báo xong."}}},
        {.name = "conflict",
         .who = Trainee::volunteer,
         .place = Place::contested,
         .title = "Hai người cùng đăng ký một quầy",
         .told = "Chọn quầy {quầy}. Trong lúc đó bạn Hoa cũng đăng ký quầy này với tài khoản khác.",
         .lasts = 150s,
         .played = {{20s, Registration{}}},
         .question =
             Question{"Làm gì tiếp?", {"Ghi đè lên của bạn Hoa", "Để nguyên, hỏi người bán và bạn Hoa"}, 1},
         .picture = {},
         .expected = {{Sign::right_answer,
                       "Không ghi đè. Hỏi người bán tài khoản nào đúng rồi báo ban quản lý."}}},
        {.name = "refusal",
         .who = Trainee::volunteer,
         .place = Place::empty,
         .title = "Người bán từ chối",
         .told = "Người bán nói: “Tôi không muốn, tôi chỉ lấy tiền mặt.”",
         .lasts = 120s,
         .played = {},
         .question =
             Question{
                 "Làm gì tiếp?", {"Cứ đăng ký", "Bỏ đi, không ghi gì", "Bấm TỪ CHỐI, ghi lý do, cảm ơn"}, 2},
         .picture = {},
         .expected = {{Sign::right_answer,
                       "Người bán có quyền không tham gia. Bấm TỪ CHỐI và ghi lý do để không ai hỏi lại."}}},
    };
}

std::vector<Exercise> in_order() {
    auto all = vendors_exercises();
    for (auto& exercise : volunteers_exercises()) all.push_back(std::move(exercise));
    return all;
}

}  // namespace

std::span<const Exercise> exercises() {
    static const auto all = in_order();
    return all;
}

}  // namespace choqr::training
