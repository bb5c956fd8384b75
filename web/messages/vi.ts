// Every word of the screens, in Vietnamese. One key, both languages: en.ts has the same ones (tests/web/words.test.mjs).
// A word that depends on something is a function; what it takes is already written as people read it ("1.180", "150.000 đ").

export const language = "vi", language_name = "Tiếng Việt";

// Numbers, money, days, names

export const thousands_mark = ".", decimal_mark = ",";
export const dong_unit = "đ";
export const weekdays = ["Chủ nhật", "Thứ hai", "Thứ ba", "Thứ tư", "Thứ năm", "Thứ sáu", "Thứ bảy"];
/// "Chợ Hùng Sơn", whether or not the market's name already says so.
export const market_title = (name: string): string => /^chợ\s/i.test(name) ? name : `Chợ ${name}`;
export const stall_title = (code: string): string => `Quầy ${code}`;
export const bank_of = (bin: string): string => `Ngân hàng ${bin}`;

// Every page

export const no_script = "Trình duyệt này tắt JavaScript. Bật lại để dùng trang.";
export const trial_ledger = "THỬ: không phải tiền thật";
export const go_on = "VÀO";
export const access_token = "Mã truy cập";
export const lost_title = "MẤT MẠNG";
export const figures_behind = (seconds: string): string => `Số liệu đang chậm ${seconds} giây: khoản mới đã ghi, chưa vào danh sách.`;

// What stands there instead of a page, and why

export const need_token = "Cần mã truy cập";
export const missing_token =
    "Mở lại đường dẫn ban quản lý chợ đã gửi, hoặc quét lại mã QR ghép loa. Nếu có mã truy cập, nhập vào đây.";
export const page_failed = "Trang gặp lỗi. Tải lại trang; nếu vẫn lỗi, báo ban quản lý.";
export const unpaired = "Máy này đã bị ngắt khỏi quầy";
export const to_start = "Về trang đầu";
export const try_again = "THỬ LẠI";
export const other_token = "Nhập mã khác";
export const failed = "Có lỗi";
export const no_network = "Mất mạng";
export const not_allowed = "Không xem được";
export const not_found = "Không tìm thấy";
export const busy = "Máy chủ đang bận";

export const advise_no_network = "Mất mạng. Xem lại Wi-Fi hoặc 4G; trang sẽ tự nối lại.";
export const advise_wrong_token = "Mã truy cập không đúng hoặc đã bị thu hồi. Mở lại đường dẫn ban quản lý đã gửi, hoặc nhập mã.";
export const advise_not_allowed = "Mã truy cập này không được xem trang này. Hỏi ban quản lý để lấy đúng đường dẫn.";
export const advise_not_found = "Không tìm thấy. Xem lại đường dẫn hoặc quét lại mã của ban quản lý.";
export const advise_slower = "Máy chủ đang bận. Chờ vài giây rồi thử lại.";
export const advise_busy = "Máy chủ đang bận hoặc đang khởi động. Chờ vài giây rồi thử lại.";
export const advise_failed = (status: number): string => `Máy chủ gặp lỗi (${status}). Thử lại sau ít phút, hoặc báo ban quản lý.`;

/// What the gateway says of a problem, in the page's language.
export const detail_of = (problem: { detail?: unknown; detail_vi?: unknown }): unknown => problem.detail_vi;

// The stall

export const stall_page = "Loa quầy";
export const app_name = "Loa quầy";
export const mute = "Loa đang tắt";
export const sound_elsewhere = "Loa đang bật ở thẻ khác của máy này";
export const lost_reconnecting = "MẤT MẠNG – đang nối lại";
export const lost_recorded = "Tiền về vẫn được ghi";
export const behind_title = "MÁY CHỦ ĐANG BÁO CHẬM";
export const behind_advice = "Tiền có thể đã vào, xin chờ hoặc nhận tiền mặt";
export const connecting = "Đang nối máy chủ…";
export const listening = "Loa đang bật";
export const voiceless = "Không có giọng đọc: chỉ kêu chuông.";
export const suspended = "Quầy này đang tạm ngừng. Hỏi ban quản lý chợ.";
export const closed = "Quầy này đã đóng. Hỏi ban quản lý chợ.";
export const unregistered = "Quầy này chưa đăng ký tài khoản nhận tiền nên chưa có gì để nghe. Hỏi ban quản lý chợ.";
export const sound_on = "BẬT LOA";
export const sound_on_advice = "Chạm nút xanh để nghe báo tiền";
export const nothing_today = "Hôm nay chưa có khoản nào.";
export const nothing_yet = "Tiền về, loa sẽ báo.";
export const received = "ĐÃ NHẬN";
export const received_trial = "ĐÃ NHẬN THỬ";
/// Minutes since it came.
export const received_ago = (minutes: number): string => `ĐÃ NHẬN ${minutes < 60 ? `${minutes} phút` : `${Math.floor(minutes / 60)} giờ`} trước`;
export const received_small = "CHÚ Ý! CHỈ";
export const from_account = (tail: string): string => `từ …${tail}`;
export const running_number = (number: number): string => `khoản số ${number}`;
export const trial_payment = "THỬ, không phải tiền thật";
export const hear_again = "NGHE LẠI";
export const check_button = "KIỂM TRA";
export const check_label = "4 số cuối tài khoản, hoặc số tiền (150\u00a0=\u00a0150.000\u00a0đ)";
export const check_go = "XEM";
export const checking = "Đang xem…";
export const check_yes = (time: string): string => `CÓ, ${time}`;
export const check_also = (time: string, payment: string): string => `và ${time}: ${payment}`;
export const check_no = "CHƯA có khoản này";
export const check_told = (time: string): string => `Đã báo lúc ${time}`;
export const check_told_advice = "Khoản cũ, không phải vừa chuyển. Khách vừa chuyển thì chờ loa báo.";
export const check_unclear = "Chưa rõ số tiền", check_unclear_advice = "Gõ đủ số, ví dụ 150000 hoặc 1tr5.";
export const check_only = (amount: string, time: string): string => `Chỉ có ${amount} lúc ${time}!`;
export const check_wait = "Chờ loa báo. Đừng tin ảnh chụp màn hình.";
export const check_unsure = "Chưa kiểm tra được khoản mới. Chờ có mạng rồi thử lại.";
export const today = "Hôm nay";
export const payments = "khoản";
export const payments_today = "Các khoản hôm nay";
export const row_trial = "THỬ";
export const row_reversed = "đã hoàn lại";
export const row_late = "ghi sau";
export const row_small = (limit: string): string => `dưới ${limit}`;
export const trust_the_speaker = "Chỉ tin loa và màn hình của quầy – không tin ảnh chụp.";

// What the stall says of its payments, and asks of customers

export const unclaimed_title = "Chưa rõ quầy", claim = "CỦA TÔI";
export const claim_disputed = "Quầy khác cũng nhận khoản này. Ban quản lý sẽ hỏi cả hai quầy.";
export const ask_open = "GÕ SỐ TIỀN", ask_label = "Khách trả bao nhiêu?", ask_go = "HIỆN MÃ";
export const ask_waiting = "Đưa mã cho khách quét. Tiền về, loa sẽ báo.";
export const ask_trial = "THỬ: chuyển đúng số tiền này. Không tính vào doanh thu.";
export const ask_code = "Mã QR của quầy với số tiền này";
export const balance_even = "ĐỦ TIỀN";
export const balance_missing = (amount: string): string => `THIẾU ${amount}`;
export const balance_over = (amount: string): string => `THỪA ${amount}`;
export const close_panel = "ĐÓNG", keep = "LƯU";
export const other_things = "VIỆC KHÁC";
export const own_day_open = "TIỀN HÔM NAY", own_received = "Chuyển khoản", own_aside = "Không phải tiền bán hàng", own_refunds = "Đã trả lại khách";
export const own_cash = "Tiền mặt hôm nay (đ)", own_cash_row = "Tiền mặt", own_sales = "Bán được";
export const shift_open = "GIAO CA";
export const shift_told = (time: string, count: string, sum: string): string => `Từ ${time}: ${count} khoản, ${sum}. Ca mới bắt đầu từ bây giờ.`;
export const shift_none = "Hôm nay chưa có khoản nào để giao.";
export const look_open = "SOI MÃ", look_again = "SOI LẠI", look_take = "CHỤP MÃ CỦA QUẦY", look_right = "ĐÚNG mã của quầy", look_strange = "MÃ LẠ! Gỡ xuống, gọi ban quản lý.";
export const look_unread = "Không đọc được mã. Chụp gần hơn, đủ sáng, thấy cả mã.";
export const trial_open = "THỬ 1.000\u00a0đ";
export const row_details = (number: number, amount: string): string => number ? `Khoản số ${number}: ${amount}` : amount;
export const not_sale = "KHÔNG PHẢI TIỀN BÁN HÀNG", is_sale = "LÀ TIỀN BÁN HÀNG";
export const not_sale_why = { cash_exchange: "Đổi tiền mặt", mistake: "Chuyển nhầm", family: "Người nhà" };
export const refund_open = "TRẢ LẠI KHÁCH";
export const refund_advice = (tail: string): string =>
    `Chuyển lại đúng tài khoản ${tail} trong ứng dụng ngân hàng. Ai bảo chuyển sang tài khoản khác là lừa đảo.`;
export const refund_sender = "của người đã gửi";
export const refund_which = "Chuyển xong rồi thì chọn khoản tiền ra:", refund_none = "Chưa thấy khoản tiền ra nào.";
export const refund_to = (amount: string, tail: string): string => `${amount} đến …${tail}`;
export const refund_done = (amount: string): string => `Đã trả lại ${amount}`;
export const refund_warnings = {
    not_the_senders_account: "KHÔNG phải tài khoản đã gửi tiền! Xem lại ngay.",
    unknown_account: "Ngân hàng không báo số tài khoản: chưa so được với người gửi.",
};

/// `from`: when; empty while nobody has confirmed it.
export const payee_warning = (account: string, from: string): string =>
    `ĐỔI TÀI KHOẢN: tiền của quầy sẽ vào ${account} ${from ? `từ ${from}` : "nếu được xác nhận"}. Không phải cô/chú xin đổi? → KHÔNG ĐỔI`;
export const devices_link = "Ghép máy";
export const device_paired = (name: string): string => `Máy mới được ghép${name && `: ${name}`}`;

// How its loudspeaker is set

export const voice_title = "Giọng đọc";
export const voice_accent = "Cách đọc số", voice_north = "nghìn, linh (Bắc)", voice_south = "ngàn, lẻ (Nam)";
export const voice_which = "Giọng", voice_usual = "Như thường";
export const voice_volume = "Độ to";
export const voice_lowest = "Giá thấp nhất của quầy (đ): khoản nhỏ hơn sẽ báo “Chú ý!”";
export const voice_own = "Dùng giọng của điện thoại";
export const voice_try = "NGHE THỬ", voice_done = "XONG";

// A stall's devices

export const devices_page = "Máy của quầy";
export const pair_owner = "GHÉP MÁY CHỦ QUẦY", pair_helper = "GHÉP MÁY NGƯỜI PHỤ";
export const pair_owner_note = "Nghe, xem, ghép và ngắt máy.", pair_helper_note = "Chỉ nghe và xem khoản hôm nay.";
export const scan_here = "Dùng camera của điện thoại muốn ghép để quét";
export const scan_twice = "Mỗi mã chỉ ghép được một máy.";
export const code_left = (time: string): string => `Còn ${time}`;
export const code_over = "Mã đã hết hạn";
export const close = "ĐÓNG";
export const code_pairs: { [role: string]: string } = { owner: "Máy chủ quầy", helper: "Máy người phụ" };
export const device_joined = (name: string): string => `Đã ghép: ${name}`;
export const no_devices = "Chưa có máy nào. Bấm nút xanh rồi quét mã bằng điện thoại.";
export const device_roles: { [role: string]: string } = {
    owner: "chủ quầy", helper: "người phụ", operator: "người vận hành", board: "ban quản lý chợ", vendor: "đường dẫn của quầy", volunteer: "tình nguyện viên", display: "loa, màn hình",
};
export const unnamed_device = "(đã xóa tên)";
export const this_device = "máy này";
export const device_open = "đang mở";
export const device_seen = (time: string): string => `dùng lần cuối ${time}`;
export const device_unseen = "chưa dùng lại";
export const device_paired_by = (who: string, time: string): string => `ghép lúc ${time}, bởi ${who}`;
export const revoke = "NGẮT", revoke_sure = "BẤM LẦN NỮA ĐỂ NGẮT";
export const back_to_stall = "Về loa quầy";

// Accounts, and how they change

export const payees_page = "Tài khoản nhận tiền";
export const payees_link = "Tài khoản nhận tiền của quầy";
export const payee_now = "Tiền của quầy đang vào";
export const payee_none = "chưa có tài khoản";
export const payee_waiting = "ĐỔI TÀI KHOẢN";
export const payee_will = (account: string, from: string): string => `Tiền của quầy sẽ vào ${account}${from ? ` từ ${from}` : ", nếu có người xác nhận"}.`;
export const payee_not_you = "Không phải cô/chú xin đổi?";
export const payee_refuse = "KHÔNG ĐỔI", payee_refuse_sure = "BẤM LẦN NỮA: KHÔNG ĐỔI";
export const payee_confirm = "XÁC NHẬN ĐỔI", payee_confirm_sure = "BẤM LẦN NỮA: XÁC NHẬN ĐỔI";
export const payee_reason = "Lý do (khi xác nhận thay cho người khác)";
export const payee_history = "Các lần đổi";
// In quotes what build.mjs would else shorten: it is in an answer.
export const payee_statuses: { [status: string]: string } = {
    proposed: "đang chờ xác nhận", confirmed: "đã xác nhận, đang chờ đến giờ", in_effect: "đã đổi", "refused": "đã từ chối", withdrawn: "đã rút lại",
    lapsed: "hết hạn, không đổi", superseded: "được thay bằng lần khác", at_once: "ghi trong một bước",
};
export const payee_roles: { [role: string]: string } = {
    owner: "chủ quầy", helper: "người phụ", operator: "người vận hành", board: "ban quản lý chợ", vendor: "đường dẫn của quầy",
};
export const payee_clock = "hệ thống";
export const payee_program = "chương trình";
export const payee_from_to = (from: string, to: string): string => `${from} → ${to}`;
export const payee_proposed = (who: string, time: string): string => `đề nghị: ${who}, ${time}`;
export const payee_step = (yes: boolean, who: string, time: string): string => `${yes ? "xác nhận" : "từ chối"}: ${who}, ${time}`;
export const payee_because = (reason: string): string => `(${reason})`;
export const payee_propose = "Đề nghị đổi tài khoản";
export const payee_propose_note = "Người khác phải xác nhận, rồi chờ đến giờ thì tài khoản mới đổi. Trong lúc chờ, hai bên đều từ chối được.";
export const payee_bank = "Ngân hàng", payee_bank_other = "Ngân hàng khác: mã BIN 6 số", payee_number = "Số tài khoản", payee_name = "Tên chủ tài khoản";
export const payee_why = "Lý do đổi";
export const payee_send = "GỬI ĐỀ NGHỊ";
export const payee_sent = "Đã gửi. Chờ người khác xác nhận.";
export const payee_done = "Đã ghi.";
export const changes_page = "Đổi tài khoản trong chợ";
export const changes_none = "Không có lần đổi nào đang chờ.";
export const loudspeakers_on = (number: number): string => `Loa đang nghe: ${number} quầy`;
export const loudspeakers_mute = (number: number): string => `chưa bật loa: ${number}`;
export const loudspeakers_silent = (number: number, codes: string): string => `Loa im quá 1 phút: ${number} quầy (${codes}). Cử người tới xem.`;
export const changes_count = (waiting: number): string => `Đổi tài khoản: ${waiting} lần đang chờ`;
export const changes_alarm = (count: string): string => `CHÚ Ý: ${count} lần đề nghị đổi tài khoản trong 24 giờ. Hãy gọi hỏi từng quầy.`;
export const changes_of = (market: string, stall: string): string => `${market} · Quầy ${stall}`;
export const to_payees = "Xem tài khoản của quầy";

// A market's devices: volunteers and displays

export const market_devices_page = "Tình nguyện viên, loa, màn hình";
export const volunteers_heading = "Tình nguyện viên";
export const volunteers_where = "Làm ở đâu";
export const whole_market = "Cả chợ";
export const zone_title = (zone: string): string => `Khu ${zone}`;
export const show_code_of_day = "QR HÔM NAY";
export const code_of_day_note = "Nhiều máy quét được. Hết ngày máy tự ra; không xem được tiền.";
export const code_of_day = "QR HÔM NAY", display_code = "Mã ghép loa, màn hình";
export const code_of_day_advice = "Tình nguyện viên quét bằng camera điện thoại. Ai có mã này vào được đến hết ngày: đừng gửi lên nhóm.";
export const display_advice = "Mở camera của máy loa hoặc màn hình để quét. Mỗi mã chỉ ghép được một máy.";
export const another_code = "ĐỔI MÃ KHÁC";
export const until = (time: string): string => `đến ${time}`;
export const displays_heading = "Loa, màn hình";
export const display_shows = "Máy báo gì";
export const shows_counts = "Số liệu cả chợ";
export const shows_zone = (zone: string): string => `Báo tiền khu ${zone}`;
export const shows_stall = (code: string): string => `Báo tiền quầy ${code}`;
export const show_display_code = "HIỆN MÃ GHÉP";
export const display_note = "Máy chỉ báo đúng một việc này, đến khi bị ngắt.";
export const paired_heading = "Máy đang ghép";
export const no_market_devices = "Chưa có máy nào.";
export const back_to_board = "Về số liệu chợ";
export const market_devices_link = "Tình nguyện viên, loa, màn hình";

// A market's own voice

export const recorder_page = "Giọng riêng của chợ";
export const recorder_say = "Đọc to:";
export const recorder_level = "Độ to";
export const recorder_record = "THU", recorder_again = "THU LẠI", recorder_end = "XONG";
export const recorder_hear = "NGHE LẠI", recorder_next = "TIẾP";
export const recorder_file = "Hoặc chọn tệp ghi âm sẵn";
export const recorder_no_microphone = "Ở đây không dùng được micrô: trang phải mở bằng kết nối bảo mật mới thu được. Vẫn chọn được tệp ghi âm sẵn.";
export const recorder_trust = "Cách mở bằng kết nối bảo mật";
export const recorder_sending = "Đang lưu…";
export const recorder_kept = "Tốt, đã lưu.";
export const recorder_noisy = "Đã lưu, nhưng có tiếng ồn. Thu lại ở chỗ yên thì rõ hơn.";
export const recorder_refused = "Máy chưa cho dùng micrô. Cho phép trong cài đặt trình duyệt, hoặc chọn tệp ghi âm.";
export const recorder_no_sound = "Tệp này không nghe được. Hãy chọn tệp ghi âm khác.";
export const recorder_failed = "Chưa phát được tiếng. Hãy thử lại.";
export const recorder_progress = (good: number, all: number): string => `Đã thu tốt ${good}/${all} tiếng`;
export const recorder_in_use = "Loa của chợ đang nói bằng giọng này.";
export const recorder_changed = "Loa vẫn nói bằng bản trước. Bấm DÙNG GIỌNG NÀY để dùng bản mới thu.";
export const recorder_not_in_use = "Loa chưa nói bằng giọng này. Thu đủ các tiếng rồi bấm DÙNG GIỌNG NÀY.";
export const recorder_use = "DÙNG GIỌNG NÀY", recorder_take_back = "THÔI DÙNG";
export const recorder_clips = "Các tiếng";
export const recorder_good = "tốt";
export const recorder_faults: { [fault: string]: string } = { missing: "còn trống", unreadable: "không đọc được", silent: "không có tiếng", clipped: "bị vỡ tiếng", too_quiet: "quá nhỏ",
    louder: "to hơn tiếng khác", quieter: "nhỏ hơn tiếng khác", too_long: "quá dài" };
export const recorder_heard_by_all = "Cả chợ nghe giọng này. Người đọc phải đồng ý trước; lúc nào cũng thôi dùng được.";

// A volunteer's day

export const volunteer_page = "Việc hôm nay";
export const find_stall = "Tìm quầy";
export const only_unregistered = "Chỉ quầy chưa đăng ký";
export const no_stalls_here = "Không có quầy nào.";
export const volunteer_sees = "Tình nguyện viên không xem được tiền của quầy nào.";
export const registered_of = (registered: string, all: string): string => `${registered}/${all} quầy đã đăng ký`;
export const step_suspended = "Đang tạm ngừng", step_unregistered = "Chưa đăng ký", step_unprinted = "Đã đăng ký, chưa in bảng QR", step_renamed = "Ngân hàng đổi tên, cần in lại bảng QR", step_ready = "Đã treo bảng QR";
export const work_heading = "Cần ghé lại", by_aisle = "Theo khu";
export const step_refused = "Đã từ chối", step_reprint = "Cần in lại bảng QR", step_unhung = "Đã in, chưa phát bảng QR", step_dormant = "Ngủ quên: 14 ngày chưa có khoản nào";
export const refused_since = (reason: string, date: string): string => `Đã từ chối (${reason}), từ ${date}`;
export const house_title = (number: string): string => `Số nhà ${number}`, hamlet_title = (name: string): string => name;
export const refusal_reasons: { [reason: string]: string } = {
    other_bank_code: "Đã có mã ngân hàng khác", fears_tax: "Sợ thuế", no_smartphone: "Không có điện thoại", owner_absent: "Chủ vắng", other: "Lý do khác",
};
export const visit_stand = "ĐÃ TREO BẢNG", visit_refused = "TỪ CHỐI", visit_spoke = "ĐÃ GHÉ", visit_family = "TÀI KHOẢN CỦA VỢ, CHỒNG, CON";
export const visit_stand_advice = "Treo bảng ở chỗ khách nhìn thấy, rồi chạm ĐÃ TREO BẢNG.", visit_photo = "CHỤP ẢNH BẢNG (không bắt buộc)";
export const visit_photo_taken = "Đã có ảnh.", visit_photo_unread = "Không đọc được ảnh này. Chụp lại, hoặc bỏ qua.";
export const visit_refused_why = "Vì sao cô chú không dùng?";
export const visit_told_stand = "Đã ghi: bảng QR đã treo.", visit_told_refused = "Đã ghi: cô chú từ chối.", visit_told_spoke = "Đã ghi: đã ghé quầy.";
export const visit_family_advice = "Chủ tài khoản quét mã này, hoặc mở đường dẫn, rồi trả lời.", visit_family_send = "GỬI ĐƯỜNG DẪN";
export const step_waiting = "Đã ghi trên máy, chờ gửi";
export const queue_waits = (many: string): string => `${many} quầy chờ gửi`;
export const queue_listed = (at: string): string => `Danh sách lúc ${at}.`;
export const queue_theirs = (face: string): string => `Đã đăng ký: ${face}`;
export const queue_mine = (face: string, holder: string): string => `Bản của tôi: ${face} · ${holder}`;
export const queue_again = "GỬI LẠI", queue_drop = "BỎ BẢN CỦA TÔI";
export const queue_of_other = "Bản này do người khác dùng máy này ghi, chưa gửi.";
export const queue_needs_tls = "Trang này không mở bằng https: mất mạng thì không ghi được quầy nào.";
export const queue_not_kept = "Máy này không lưu được: mất mạng thì không ghi được quầy nào.";
export const queue_full = "Máy đã đầy, không ghi được. Xóa bớt ảnh rồi làm lại.";
export const queue_lost = (codes: string): string => `Chưa gửi và đã xóa khỏi máy: ${codes}. Phải đăng ký lại.`;
export const day_over = "Hết ngày", phone_out = "Máy này đã bị ngắt";

// A display

export const display_page = "Loa chợ";

// Pairing this phone

export const pair_page = "Ghép máy với quầy";
export const pair_title = "GHÉP MÁY NÀY", pair_what = "Máy này sẽ nghe và xem tiền về của quầy.";
export const device_name_label = "Tên của máy";
export const pair_as: { [role: string]: string } = {
    volunteer: "Máy này làm việc tình nguyện viên đến hết ngày hôm nay.", display: "Máy này sẽ là loa hoặc màn hình của chợ.",
};
export const your_name = "Tên của bạn";
export const suggested_name = (model: string): string => `Điện thoại của quầy${model && ` (${model})`}`;
export const pair_go = "GHÉP MÁY";
export const pairing = "Đang ghép…";
export const no_code = "Chưa có mã ghép máy";
export const no_code_advice = "Mở trang bằng cách quét mã QR ghép máy trên màn hình của chủ quầy hoặc ban quản lý chợ.";
export const not_paired = "Chưa ghép được";

// People with an account

export const log_in_page = "Đăng nhập", log_in = "ĐĂNG NHẬP", log_out = "Đăng xuất";
export const login_name = "Tên đăng nhập", password = "Mật khẩu", new_password = "Mật khẩu mới", password_again = "Nhập lại mật khẩu";
export const logging_in = "Đang đăng nhập…";
export const wrong_password = "Sai tên đăng nhập hoặc mật khẩu.";
export const log_in_help = "Quên mật khẩu? Nhờ người vận hành gửi lời mời mới. Chưa có tài khoản? Nhờ người vận hành mời.";
export const log_in_by_passkey = "VÀO BẰNG KHÓA (vân tay, khuôn mặt)";
export const log_in_anew = "Nhập lại mật khẩu";
export const code_label = "Mã 6 số", code_help = "Mở ứng dụng tạo mã trên điện thoại. Mất điện thoại thì nhập một mã giấy.";
export const passkey_declined = "Chưa dùng được khóa: cửa sổ đã đóng hoặc máy không có khóa nào.";
export const logged_in_as = (name: string): string => `Đang dùng: ${name}`;
export const invite_page = "Đặt mật khẩu";
export const invited_as = (name: string): string => `Chào ${name}. Đặt mật khẩu để dùng tài khoản này.`;
export const password_advice = "Từ 12 ký tự; vài từ ghép lại là tốt. Đừng dùng mật khẩu của nơi khác.";
export const passwords_differ = "Hai mật khẩu khác nhau.";
export const set_password = "LƯU VÀ VÀO", setting_password = "Đang lưu…";
export const no_invitation = "Chưa có lời mời";
export const no_invitation_advice = "Mở lại đường dẫn mà người vận hành đã gửi, hoặc quét lại mã QR của lời mời.";
export const not_invited = "Không dùng được lời mời";

// One's account

export const account_page = "Tài khoản", to_own_page = "Về trang chính";
export const sessions_heading = "Nơi đang đăng nhập";
export const unknown_browser = "Trình duyệt chưa rõ";
export const this_session = "phiên này";
export const session_begun = (time: string): string => `vào lúc ${time}`;
export const session_used = (time: string): string => `dùng lần cuối ${time}`, session_unused = "chưa rõ dùng lần cuối khi nào";
export const end_session = "ĐĂNG XUẤT", end_session_sure = "BẤM LẦN NỮA ĐỂ ĐĂNG XUẤT", session_ended = "Đã đăng xuất nơi đó.";
export const end_others = "Đăng xuất mọi nơi khác", end_others_sure = "BẤM LẦN NỮA ĐỂ ĐĂNG XUẤT MỌI NƠI KHÁC";
export const others_ended = "Đã đăng xuất mọi nơi khác.";
export const own_password = "Mật khẩu của bạn";
export const wrong_own_password = "Sai mật khẩu.";
export const passkeys_heading = "Khóa (vân tay, khuôn mặt)";
export const passkeys_what = "Vào bằng vân tay, khuôn mặt hoặc mã PIN của máy, không cần mật khẩu.";
export const passkeys_unavailable: { [why: string]: string } = {
    address: "Địa chỉ này chưa dùng được khóa: cần mở trang bằng tên miền với https. Hỏi người vận hành.",
    browser: "Trình duyệt này chưa dùng được khóa. Cập nhật trình duyệt rồi thử lại.",
};
export const passkey_name = "Đặt tên cho khóa (ví dụ: điện thoại của tôi)";
export const passkey_add = "THÊM KHÓA", passkey_is_added = "Đã thêm khóa.";
export const passkey_remove = "BỎ", passkey_remove_sure = "BẤM LẦN NỮA ĐỂ BỎ KHÓA", passkey_removed = "Đã bỏ khóa.";
export const unnamed_passkey = "(chưa có tên)";
export const passkey_added = (time: string): string => `thêm lúc ${time}`;
export const passkey_used = (time: string): string => `dùng lần cuối ${time}`, passkey_unused = "chưa dùng";
export const codes_heading = "Mã 6 số khi đăng nhập";
export const codes_off = "Đang tắt. Bật để ai biết mật khẩu cũng chưa vào được, nếu không có điện thoại của bạn.";
export const codes_on = (left: string): string => `Đang bật. Còn ${left} mã giấy.`;
export const codes_turn_on = "BẬT", codes_turn_off = "TẮT", codes_anew = "Đổi điện thoại tạo mã";
export const codes_are_on = "Đã bật mã 6 số.", codes_are_off = "Đã tắt mã 6 số.";
export const codes_scan = "Mở ứng dụng tạo mã (Google Authenticator, Microsoft Authenticator…) và quét mã này.";
export const codes_type = "Không quét được thì gõ vào ứng dụng:";
export const codes_first = "Mã 6 số mà ứng dụng hiện", codes_confirm = "XÁC NHẬN", stop = "Thôi";
export const paper_heading = "Chép 10 mã này ra giấy ngay.";
export const paper_what = "Mất điện thoại thì dùng một mã thay cho mã 6 số. Mỗi mã dùng một lần. Trang không hiện lại.";
export const paper_done = "ĐÃ CHÉP";
export const change_password = "Đổi mật khẩu", old_password = "Mật khẩu cũ", change_go = "ĐỔI MẬT KHẨU";
export const change_ends_others = "Đổi xong, mọi nơi khác bị đăng xuất.";
export const password_changed = "Đã đổi mật khẩu.";

// Who has an account (the operator's page)

export const people_page = "Người dùng";
export const invite_heading = "Mời người mới", invite_go = "MỜI";
export const person_name = "Họ tên", person_role = "Vai trò", person_market = "Chợ";
export const person_places: { [field: string]: string } = { province: "Tỉnh, thành phố", commune: "Xã, phường", zone: "Khu" };
export const invitation_for = (name: string): string => `Lời mời cho ${name}`;
export const invitation_how = "Cho người ấy quét mã này, hoặc gửi đường dẫn. Dùng được một lần.";
export const invitation_until = (time: string): string => `Dùng được đến ${time}. Trang không hiện lại lời mời này.`;
export const people_heading = "Ai có tài khoản";
export const person_states: { [status: string]: string } = {
    active: "đang dùng", invited: "đã mời, chưa đặt mật khẩu", invitation_expired: "lời mời đã hết hạn",
};
export const person_sessions = (count: string): string => `đăng nhập ở ${count} nơi`;
export const reset_person = "MỜI LẠI", reset_sure = "BẤM LẦN NỮA: MẬT KHẨU, KHÓA VÀ MÃ CŨ HẾT DÙNG ĐƯỢC";
export const disable_person = "KHÓA", disable_sure = "BẤM LẦN NỮA ĐỂ KHÓA HẲN TÀI KHOẢN";
export const person_disabled = (name: string): string => `Đã khóa tài khoản của ${name}.`;

// The board

export const board_page = "Số liệu trong ngày";
export const lost_older_figures = "số liệu dưới đây là của lần tải trước.";
export const market = "Chợ";
export const day = "Ngày", day_before = "Ngày trước", day_after = "Ngày sau";
export const stalls_heading = "Điểm bán";
export const day_heading = "Trong ngày";
export const hours_heading = "Theo giờ";
export const zones_heading = "Theo khu", zone = "Khu";
export const providers_heading = "Theo nguồn báo", provider = "Nguồn";
export const active_stalls = "Điểm có giao dịch";
export const transactions = "Giao dịch";
export const amount = "Số tiền";
export const zalo_heading = "Gửi Zalo", zalo_label = "Tin để dán vào Zalo", zalo_copy = "Sao chép cho Zalo";
export const copied = "Đã sao chép. Mở Zalo và dán.";
export const not_copied = "Chưa sao chép được: giữ tay vào chữ rồi chọn Sao chép.";
export const definitions_heading = "Cách tính";
export const board_sees_totals = "Ban quản lý xem tổng của cả chợ, không xem tiền của từng quầy.";

export const step_total = "điểm kinh doanh", step_registered = "đã đăng ký", step_handed_over = "đã phát bảng QR", step_first_payment = "đã từng có giao dịch";
export const step_week = "hoạt động 7 ngày qua", step_active = "có giao dịch trong ngày";
export const registration_rate = "Tỷ lệ đăng ký";
export const transaction_count = "Số giao dịch";
export const per_active = "Bình quân mỗi điểm có giao dịch";
export const per_registered = "Bình quân mỗi điểm đã đăng ký";
export const divided_by = (stalls: string): string => `chia cho ${stalls} điểm`;
export const median = "Trung vị một giao dịch", median_note = "một nửa nhỏ hơn, một nửa lớn hơn";
export const unmatched = "Chưa rõ quầy", unmatched_some = "khoản cần tìm chủ", unmatched_none = "không có khoản nào";
/// What stands in the place of an amount that is not told, by the reason that the report gives.
export const withheld: { [reason: string]: string } = {
    fewer_than_five: "< 5 điểm", one_stall_dominates: "một điểm chiếm phần lớn", not_closed: "chờ chốt ngày",
    complement: "chờ đủ 5 điểm", by_month_only: "chỉ có theo tháng", of_one_stall: "không hiện tiền từng quầy",
};
export const withheld_somehow = "không hiện";
export const amount_rule = "tiền chỉ hiện khi đủ 5 điểm, không điểm nào chiếm bốn phần năm";
export const amount_waits = (transactions: string): string => `tạm tính, còn ${transactions} giao dịch chờ đủ 5 điểm`;
export const closing_completes = "; chốt ngày để có số đủ";
export const unnamed_group = "(chưa ghi)";
export const hour_bar = (hour: number, number: string): string => `${hour} giờ: ${number} giao dịch`;
export const hours_title = (most: string): string => `Giao dịch theo giờ, nhiều nhất ${most}`;
export const day_closed = "Đã chốt ngày", day_open = "Chưa chốt ngày";
export const adjusted = (number: string): string => `, ${number} điều chỉnh sau khi chốt`;
export const figures_at = (time: string): string => `Số liệu lúc ${time}`;
export const no_stalls = "Chợ chưa có điểm bán nào. Nhập danh sách điểm bán trước.";
export const no_transactions = (of_day: string): string => `Chưa có giao dịch nào trong ngày ${of_day}.`;

/// What the page calls a figure of the report, by its name there.
export const figures: { [name: string]: string } = {
    total_stalls: "Điểm kinh doanh", registered: "Đã đăng ký", registration_rate: "Tỷ lệ đăng ký", with_stand: "Đã phát bảng QR", first_payment: "Đã từng có giao dịch",
    active_week: "Hoạt động 7 ngày qua", active: "Có giao dịch trong ngày", transactions: "Số giao dịch", amount: "Số tiền",
    per_active_stall: "Bình quân mỗi điểm có giao dịch", per_registered_stall: "Bình quân mỗi điểm đã đăng ký",
    median_amount: "Trung vị một giao dịch", unmatched: "Chưa rõ quầy", day: "Ngày",
    by_zone: "Theo khu", closed: "Đã chốt", adjustments: "Điều chỉnh", trial: "Sổ thử",
};

export interface ZaloFigures {
    trial: boolean; market: string; day: string; until: string;
    registered: string; total: string; rate: string; active: string; transactions: string; money: string;
    per_active: string; per_registered: string; unmatched: string;
}
export const zalo_amount = (sum: string): string => `, ${sum}`;
export const zalo_waiting = (transactions: string): string => ` (tạm tính, ${transactions} giao dịch chờ đủ 5 điểm)`;
export const zalo_withheld = (why: string): string => ` (số tiền: ${why})`;
/// `until` may be empty; `money` is made of the three above.
export const zalo_text = (of: ZaloFigures): string =>
    `${of.trial ? "THỬ, không phải tiền thật: " : ""}${of.market} ngày ${of.day}${of.until && ` (số liệu đến ${of.until})`}: ` +
    `${of.registered}/${of.total} điểm đã đăng ký (${of.rate}); ` +
    `${of.active} điểm có giao dịch trong ngày; ${of.transactions} giao dịch${of.money}; ` +
    `bình quân ${of.per_active} giao dịch/điểm có giao dịch (${of.per_registered}/điểm đã đăng ký). Chưa rõ quầy: ${of.unmatched}.`;

// Stands to print

export const reprint_heading = "Bảng QR cần in";
export const layout = "Cỡ bảng";
export const layout_a6 = "Bảng bàn A6", layout_a5 = "Bảng bàn A5", layout_a4 = "Áp phích A4", layout_8 = "Tờ 8 nhãn", layout_24 = "Tờ 24 nhãn";
export const download = "Tải PDF", download_some = (stands: string): string => `Tải PDF (${stands} bảng)`;
export const downloading = "Đang tạo PDF…", downloaded = "Đã tải. In xong thì bấm Đã in.";
export const printed = "Đã in", recording = "Đang ghi…", recorded = (stands: string): string => `Đã ghi: in ${stands} bảng.`;
export const more_stands = (stands: string): string => `… và ${stands} quầy nữa`;
export const no_zone = "Chưa ghi khu";
export const not_done = "Chưa làm được. Thử lại.";
export const reason_of_stand = (vietnamese: string, _english: string): string => vietnamese;

// The wallet

export const wallet_page = "Ví mô phỏng", wallet_title = "VÍ MÔ PHỎNG", wallet_no_money = "không có tiền thật";
export const stall_id_label = "Mã công khai của quầy (đã đăng nhập: st17)", next = "TIẾP";
export const stall_qr = "Mã QR của quầy", stall = "Quầy", payee = "Người nhận";
export const holder_unknown = "(ứng dụng ngân hàng sẽ hiện tên)";
export const bank_tail = (bank: string): string => `${bank}, 4 số cuối`;
export const compare_name = "So tên và", compare_tail = "4 số cuối", compare_before = "trước khi chuyển";
export const type_amount = "Gõ số tiền", delete_digit = "Xóa một số";
export const pay = "Chuyển tiền (mô phỏng)";
export const sending = "Đang gửi…", sent = "Đã gửi; chờ loa quầy";
export const sent_note = (sum: string): string => `${sum} – chỉ khi loa quầy báo mới là tiền đã về.`;
export const not_sent = "Chưa gửi được", no_wallet = "Máy chủ này không bật ví mô phỏng.", later = "Thử lại sau ít giây.";
export const stall_unregistered = "Quầy chưa đăng ký";
export const stall_without_account = "Quầy này chưa có tài khoản nhận tiền nên chưa có mã QR. Hỏi ban quản lý chợ.";
export const qr_unreadable = "Mã QR của quầy không đọc được. Báo ban quản lý chợ.";

// The start page

export const start_page = "choqr – tiền về là nghe";
export const what_it_is = "Phần mềm ghi nhận và báo tiền về cho chợ";
export const what_it_does =
    "Khách quét mã QR của quầy, tiền vào thẳng tài khoản của tiểu thương. choqr nghe ngân hàng báo, ghi vào sổ và đọc to ở quầy. " +
    "choqr không giữ tiền của ai.";
export const door_customer = "Khách hàng", door_customer_what = "Quầy này có thật không? Xem bằng mã trên bảng QR";
export const door_stall = "Quầy, người bán", door_stall_what = "Nghe và xem tiền về trên máy này";
export const door_board = "Ban quản lý chợ", door_board_what = "Số liệu trong ngày, bảng QR, báo cáo";
export const door_volunteer = "Tình nguyện viên", door_volunteer_what = "Việc hôm nay: quét QR của ban quản lý";
export const door_demo = "Xem thử", door_demo_what = "Quầy, khách và ban quản lý cạnh nhau, tiền thử";
export const door_operator = "Người vận hành", door_operator_what = "Chợ, quầy, người dùng";
export const where_is_token =
    "Chưa có mã? Hỏi ban quản lý chợ để lấy đường dẫn của quầy. Người vận hành: mã nằm trong tệp operator.token.";
export const viewing_as = "Đang xem với mã của ";
export const roles: { [role: string]: string } = {
    operator: "người vận hành", board: "ban quản lý chợ", vendor: "quầy", provider: "nguồn báo tiền",
    owner: "máy chủ quầy", helper: "máy người phụ",
};
export const leave = "Thoát";
export const speaker_link = "Loa", wallet_link = "Ví thử", not_registered = "chưa đăng ký";
export const search_stalls = "Tìm quầy, tên, mặt hàng";
export const show_more = "Xem thêm";
export const no_stall_found = "Không thấy quầy nào.", no_stalls_import = "Chợ chưa có điểm bán nào. Nhập danh sách bằng tệp CSV.";
export const open_speaker = "Mở loa của quầy";
export const for_machines = "Mã truy cập này dành cho máy, không có trang để xem.";
export const no_page_yet = "Vai trò này chưa có trang để xem. Cần gì hãy hỏi người đã mời bạn.";
export const no_markets_here = "Nơi bạn phụ trách chưa có chợ nào trong sổ. Hỏi người vận hành.";
export const no_markets = "Chưa có chợ nào. Tạo chợ rồi nhập danh sách điểm bán.";

// How a phone comes to trust the market's gateway

export const trust_page = "Cho điện thoại tin máy của chợ";
export const trust_title = "Để điện thoại không cảnh báo nữa";
export const trust_not_for_paying = "Khách trả tiền KHÔNG cần làm việc này.";
export const trust_for_whom = "Chỉ dành cho điện thoại của quầy và của ban quản lý, làm một lần.";
export const trust_nothing_needed = "Điện thoại không phải cài gì để mở máy chủ này.";
export const trust_why = "Vì sao điện thoại cảnh báo?";
export const trust_because =
    "Máy báo tiền đặt ngay trong chợ nên điện thoại chưa biết máy này là của ai. Cài tệp của chợ một lần: hết cảnh báo, và người dùng " +
    "chung Wi-Fi không đọc trộm được. Tệp này chỉ dùng cho máy của chợ, không dùng được cho trang ngân hàng.";
export const trust_compare = "1. So dãy này";
export const trust_compare_how = "So từng nhóm với tờ giấy hoặc màn hình của ban quản lý:";
export const trust_differs = "Khác một nhóm: ĐỪNG CÀI.";
export const trust_differs_do = "Có thể kẻ gian xen vào giữa. Báo ban quản lý ngay.";
export const trust_take = "2. Tải tệp";
export const trust_download = "TẢI TỆP CỦA CHỢ";
export const trust_until = (day: string): string => `Tệp dùng được đến ${day}.`;
export const trust_install = "3. Cài tệp";
export const trust_android = "Android", trust_iphone = "iPhone";
export const trust_android_take = "Mở trang này bằng Chrome, chạm TẢI TỆP CỦA CHỢ. Chrome hỏi thì chọn Giữ lại. Máy lưu tệp authority.crt.";
export const trust_android_search = "Mở Cài đặt, tìm “chứng chỉ CA”. (Trong mục Bảo mật, phần cài đặt chứng chỉ.)";
export const trust_android_anyway = "Chọn Chứng chỉ CA. Máy cảnh báo: chọn Vẫn cài đặt, rồi mở khóa màn hình.";
export const trust_android_file = "Chọn tệp authority.crt vừa tải.";
export const trust_android_check =
    "Trong Cài đặt, tìm “thông tin xác thực”, mở tab Người dùng, chạm mục có chữ “choqr”. So dãy SHA-256 ở đó với tờ giấy.";
export const trust_else_remove = "Khác: xóa ngay.";
export const trust_iphone_take = "Mở trang này bằng Safari, chạm TẢI TỆP CỦA CHỢ, rồi chạm Cho phép.";
export const trust_iphone_profile = "Mở Cài đặt, chạm “Đã tải về hồ sơ” ở trên cùng.";
export const trust_iphone_check = "Chạm Chi tiết, mở chứng nhận. So dãy SHA-256 ở đó với tờ giấy. Giống: quay lại, chạm Cài đặt.";
export const trust_else_cancel = "Khác: chạm Hủy.";
export const trust_iphone_switch = "Vào Cài đặt chung, Giới thiệu, Cài đặt tin cậy chứng nhận. Bật công tắc của mục có chữ “choqr”.";
export const trust_done = "Mở lại trang của quầy hoặc của chợ: không còn cảnh báo là xong.";
export const trust_words_differ = "Chữ trên máy có thể hơi khác. Không thấy mục nào, nhờ ban quản lý chỉ.";

// What a vendor has agreed to, and may ask

/// A text that is there in both languages.
export const text_of = (text: { vi: string; en: string }): string => text.vi;
export const rights_page = "Quyền của tôi";
export const rights_link = "Quyền của tôi";
export const consent_heading = "Ai được xem tên và số tài khoản của tôi";
export const consent_states: { [status: string]: string } = {
    not_asked: "CHƯA HỎI. Ban quản lý đang xem được tên, số điện thoại và tài khoản.",
    given: "ĐÃ ĐỒNG Ý. Ban quản lý xem được tên, số điện thoại và tài khoản.",
    withdrawn: "ĐÃ RÚT. Ban quản lý chỉ xem được quầy, ngân hàng và 4 số cuối.",
};
export const consent_since = (time: string): string => `Từ ${time}`;
export const agree = "ĐỒNG Ý", agree_sure = "CHẮC CHẮN ĐỒNG Ý?";
export const withdraw = "RÚT LẠI ĐỒNG Ý", withdraw_sure = "CHẮC CHẮN RÚT LẠI?";
export const withdrawing_keeps_money = "Tiền vẫn về và vẫn báo như cũ.";
export const owners_heading = "Tài khoản nhận tiền";
export const account_of = (bank: string, last_four: string): string => `${bank} …${last_four}`;
export const owner_answers: { [answer: string]: string } = {
    yes: "chủ tài khoản đã đồng ý", no: "chủ tài khoản KHÔNG đồng ý", waiting: "đã gửi đường dẫn, chưa trả lời", none: "",
};
export const ask_owner = "HỎI CHỦ TÀI KHOẢN", ask_owner_note = "Tiền vào tài khoản của chồng, con? Gửi đường dẫn để chủ tài khoản đồng ý.";
export const owner_link_shown = (account: string): string => `Chủ tài khoản ${account} quét mã này, hoặc gửi đường dẫn qua Zalo.`;
export const owner_link_once = "Đường dẫn dùng một lần, trong 7 ngày.";
export const copy_link = "CHÉP ĐƯỜNG DẪN", link_copied = "Đã chép";
export const data_heading = "Dữ liệu của tôi";
export const export_json = "TẢI VỀ (JSON)", export_csv = "TẢI VỀ (Excel, CSV)";
export const exporting = "Đang tải…";
export const exported = (payments: string): string => `Đã tải, có ${payments} khoản.`;
export const erase_ask = "XIN XÓA DỮ LIỆU", erase_sure = "CHẮC CHẮN XIN XÓA?";
export const erase_note = "Xóa tên, số điện thoại, tên tài khoản và nội dung chuyển khoản. Số tiền trong sổ giữ lại. Không lấy lại được.";
export const erase_waits = (time: string): string => `Đã xin xóa, sẽ xong trước ${time}.`;
export const erase_back = "THÔI, KHÔNG XÓA";
export const erased_already = "Đã xóa: không còn tên và số điện thoại của người bán.";
export const acts_heading = "Ai đã làm gì";
export const acts_more = "XEM THÊM";
export const no_acts = "Chưa có việc nào.";
export const acts_of: { [what: string]: string } = {
    stall_registered: "đăng ký quầy", stall_changed: "sửa thông tin quầy", stall_suspended: "tạm ngừng quầy", stall_resumed: "mở lại quầy",
    stall_closed: "đóng quầy", token_issued: "cấp mã truy cập", token_revoked: "ngắt máy", device_paired: "ghép máy",
    consent_given: "ghi nhận đồng ý", consent_withdrawn: "rút lại đồng ý", erasure_requested: "xin xóa dữ liệu", erasure_withdrawn: "thôi xin xóa",
    owner_asked: "gửi đường dẫn hỏi chủ tài khoản", owner_answered: "chủ tài khoản trả lời", vendor_erased: "xóa dữ liệu người bán",
    transfer_assigned: "xếp khoản tiền vào quầy",
};
export const actors: { [kind: string]: string } = { system: "tự động", unknown: "không rõ", link: "người có đường dẫn" };
export const privacy_link = "Ai xem được gì, giữ bao lâu";

// The owner of an account who is not the vendor

export const owner_page = "Đồng ý nhận tiền vào tài khoản";
export const owner_asks = (stall: string, market: string): string => `${stall}, ${market}, xin nhận tiền bán hàng vào tài khoản của cô/chú:`;
export const owner_whose = (name: string): string => `Người bán: ${name}`;
export const owner_means = "Đồng ý: tiền khách trả vào thẳng tài khoản này, quầy được báo mỗi khoản của quầy. Không ai rút được tiền của cô/chú.";
export const owner_yes = "ĐỒNG Ý", owner_no = "KHÔNG";
export const owner_said_yes = "Cảm ơn. Đã ghi: ĐỒNG Ý.", owner_said_no = "Đã ghi: KHÔNG ĐỒNG Ý. Ban quản lý chợ sẽ đổi tài khoản khác.";
export const owner_link_bad = "Đường dẫn không dùng được";
export const owner_link_bad_advice = "Đường dẫn dùng một lần, trong 7 ngày. Nhờ người bán hoặc ban quản lý gửi đường dẫn mới.";

// Who sees what, and how long it is kept

export const privacy_page = "Ai xem được gì, giữ bao lâu";
export const privacy_asked = "Người bán được hỏi câu này";
export const privacy_sees = "Ai xem được gì";
export const privacy_vendor = "Người bán: mọi khoản của quầy mình, tên, máy, và ai đã làm gì ở quầy.";
export const privacy_helper = "Người phụ: khoản của hôm nay.";
export const privacy_board = "Ban quản lý: số quầy, số khoản, tổng tiền của ít nhất năm quầy. Tên, điện thoại, tài khoản khi người bán chưa rút đồng ý. Không xem tiền của từng quầy.";
export const privacy_operator = "Người vận hành: tất cả, để sửa khi có lỗi. Việc họ làm được ghi lại.";
export const privacy_everybody = "Mọi người: mã QR trên bảng của quầy, trong đó có số tài khoản nhận tiền.";
export const privacy_kept = "Giữ bao lâu";
export const privacy_texts_for = (days: string): string => `Nội dung chuyển khoản và 4 số cuối của người trả: ${days} ngày trong danh sách, rồi không xem được nữa.`;
export const privacy_texts_always = "Nội dung chuyển khoản và 4 số cuối của người trả: đến khi người bán xin xóa.";
export const privacy_ledger = "Bản gốc nằm trong sổ, khóa bằng khóa riêng của từng người bán. Xóa người bán là hủy khóa: không ai đọc được nữa.";
export const privacy_money = "Số tiền, giờ và số tài khoản nhận tiền ở lại trong sổ: sổ không sửa được.";
export const privacy_devices = "Máy không dùng 400 ngày thì bị ngắt.";
export const privacy_backups = "Bản sao lưu cũ còn giữ khóa cho đến khi bị xóa.";
export const privacy_erasing = (hours: string): string => `Người bán xin xóa trên máy của quầy: xong trong ${hours} giờ.`;

// Consents, for the board

export const consents_page = "Đồng ý của các quầy";
export const consents_link = "Đồng ý của các quầy";
export const consents_none = "Không có quầy nào.";
export const consents_filters: { [name: string]: string } = { todo: "Cần làm", not_asked: "Chưa hỏi", withdrawn: "Đã rút", given: "Đã đồng ý" };
export const consents_count = (name: string, count: string): string => `${name} (${count})`;
export const read_aloud = "Đọc to cho người bán nghe:";
export const heard_yes = "NGƯỜI BÁN ĐỒNG Ý", signed_yes = "ĐÃ KÝ GIẤY";
export const ask_vendor = "HỎI", consent_words: { [status: string]: string } = { not_asked: "chưa hỏi", given: "đã đồng ý", withdrawn: "đã rút lại" };
export const withdrawn_note = "Chỉ máy của quầy hoặc người vận hành ghi lại được đồng ý.";
export const no_vendor_name = "chưa có tên người bán";
export const name_withheld = "(người bán không cho xem tên)";

// The minute at the stall

export const minute_payee = "1. Mã ngân hàng của cô chú", minute_holder = "2. Tên chủ tài khoản", minute_goods = "3. Hàng bán", minute_consent = "4. Đồng ý",
    minute_stand = "5. Bảng QR", minute_speaker = "6. Loa", minute_done = "XONG";
export const minute_payee_advice = "Mở “Mã QR của tôi” trong ứng dụng ngân hàng của cô chú, đưa vào khung.";
export const scan_camera = "Máy ảnh quét mã", scan_photo = "CHỤP MÃ", scan_several = "Thấy nhiều mã cùng lúc. Chỉ để một mã trong khung.";
export const scan_unread = "Không thấy mã QR trong ảnh. Chụp gần hơn, đủ sáng.", scan_foreign = "Mã này không phải mã nhận tiền. Mở “Mã QR của tôi” trong ứng dụng ngân hàng.";
export const minute_type = "Không có mã: gõ số tài khoản", minute_bank = "Ngân hàng", minute_account = "Số tài khoản";
export const payee_face = (bank: string, last_digits: string): string => `${bank} · …${last_digits}`;
export const minute_holder_label = "Tên như trong ứng dụng ngân hàng", minute_same_question = "Đọc to tên này. Có giống trong ứng dụng của cô chú không?";
export const minute_same = "GIỐNG", minute_other = "KHÁC, SỬA LẠI";
export const goods_kinds = ["rau củ", "cá, hải sản", "thịt", "trái cây", "ăn uống", "quần áo", "tạp hóa", "hoa", "gạo, hàng khô"];
export const minute_goods_label = "Hàng bán", minute_phone = "Điện thoại (nếu cô chú muốn)", minute_household = "Hộ kinh doanh";
export const minute_read_aloud = "ĐỌC TO", minute_agrees = "ĐỒNG Ý", minute_signed = "ĐÃ KÝ GIẤY";
export const minute_print = "IN NGAY", minute_zalo = "GỬI ẢNH (ZALO)", minute_print_later = "IN SAU, CÙNG CẢ DÃY";
export const minute_pair = "Mã ghép loa", minute_pair_advice = "Điện thoại của cô chú quét mã này, rồi chạm BẬT LOA.";
export const minute_no_phone = "CÔ CHÚ KHÔNG CÓ ĐIỆN THOẠI", minute_finish = "XONG QUẦY NÀY", minute_back = "‹ QUAY LẠI";
export const minute_trial_hears = "Quét mã này và chuyển. Loa phải nói “Đã nhận thử, một nghìn đồng”. Tiền vào tài khoản cô chú, không tính vào số liệu.";
export const minute_taken = (face: string): string => `Quầy này vừa được người khác đăng ký (${face}). Chưa ghi gì thêm. Nếu không đúng, báo ban quản lý.`;
export const minute_waits = "Chờ gửi", minute_is_waiting = (code: string): string => `Mất mạng. Quầy ${code} đã ghi trên máy này, có mạng sẽ tự gửi. Bảng QR và loa làm sau.`;
export const minute_is_done = (code: string): string => `Quầy ${code} đã xong.`;
export const minute_open = "ĐĂNG KÝ", minute_again = "BẢNG, LOA";

// What customers are shown, who have no account

export const point_title = (code: string): string => `Điểm thu ${code}`;
export const check_page = "Quầy này có thật không?";
export const stand_code_label = "Mã trên bảng QR của quầy", code_look = "XEM";
export const code_hint = "Ví dụ H7K4M. Trong mã không có số 0, số 1, chữ I, L, O.";
export const stand_printed = (month: string): string => `Bảng QR in ${month}`;
export const stand_old = "Quầy đã đổi tài khoản mà bảng chưa in lại. Bảng ghi số khác: hỏi ban quản lý chợ trước khi chuyển.";
export const compare_account = "So ngân hàng và số cuối với màn hình chuyển tiền. Khác thì đừng chuyển, báo ban quản lý chợ.";
export const standings: { [standing: string]: string } = {
    suspended: "Quầy đang tạm ngừng. Đừng chuyển tiền; hỏi ban quản lý chợ.",
    not_registered: "Quầy chưa có mã QR trong sổ của chợ. Đừng quét mã treo ở đó; báo ban quản lý chợ.",
    withheld: "Người bán không cho hiện tài khoản. Hỏi người bán hoặc ban quản lý chợ.",
};

export const request_page = "Đơn hàng và biên nhận";
export const request_states: { [status: string]: string } = { open: "ĐANG CHỜ TIỀN", settled: "ĐÃ NHẬN ĐỦ", expired: "HẾT HẠN", cancelled: "ĐÃ HỦY" };
export const request_unknown = "ĐANG KIỂM TRA LẠI";
export const request_over = "Đừng chuyển nữa. Còn mua thì xin người bán đường dẫn mới.";
export const request_received = "Đã trả", request_paid_at = "Lúc", request_opened_at = "Lập lúc", request_until = "Trả trước", request_account = "Vào tài khoản";
export const request_code = "Mã QR của đơn này";
export const request_scan = "Quét bằng ứng dụng ngân hàng. Trả bằng chính máy này: lưu ảnh mã, rồi chọn ảnh trong ứng dụng.";
export const request_save = "LƯU ẢNH MÃ";
export const request_content = (content: string): string => `Nội dung ${content}: giữ nguyên.`;
export const request_once = "Đã chuyển rồi? Chờ trang này báo, đừng chuyển lần nữa.";
export const request_stale = (at: string): string => `Chưa hỏi lại được từ ${at}. Trang sẽ tự hỏi lại.`;
export const request_receipt = "Tiền đã về tài khoản của người bán. Trang này không thay hóa đơn.";
export const request_none = "Không có đơn này", request_none_advice = "Xem lại đường dẫn, hoặc xin người bán gửi lại.";

export const send_label = "Bán gì? (khi gửi đường dẫn)", send_go = "GỬI ĐƯỜNG DẪN CHO KHÁCH";
export const send_shown = "Gửi đường dẫn này qua Zalo. Khách xem đơn, trả tiền và giữ làm biên nhận. Dùng được 3 ngày.";
export const send_share = "GỬI", send_link = "Đường dẫn của đơn";
export const send_text = (stall: string, what: string, amount: string): string => `${[stall, what].filter(Boolean).join(": ")}, ${amount}`;

// The demonstration: vendor, customer and board side by side

export const demo_page = "Xem thử", demo_what = "Trả tiền ở khung KHÁCH, nghe ở khung QUẦY, xem ở khung BAN QUẢN LÝ.";
export const demo_tap = "Trước hết: chạm BẬT LOA trong khung QUẦY";
export const demo_vendor = "Quầy", demo_wallet = "Khách", demo_board = "Ban quản lý", demo_panes = "Chọn khung";
export const demo_no_link = "Mở trang này bằng đường dẫn hiện ra khi chạy bản xem thử trên máy chủ.";
export const training_title = (number: number, of: number, title: string): string => `Bài ${number}/${of}: ${title}`;
export const training_picture = "Mã QR của bài tập", training_volunteer = "Mở trang tình nguyện viên", training_next = "BÀI TIẾP";
export const training_right = "ĐÚNG", training_missed = "CÒN SÓT", training_over = "Hết buổi tập";
export const training_done = (right: number, of: number): string => `Làm đúng ${right}/${of} bài.`;
export const training_answered = "Đã trả lời. Chờ nghe kết quả.", training_not_sent = "Chưa gửi được. Bấm lại.";

// A list from an office.
export const import_page = "Nhập danh sách quầy", import_link = "Nhập danh sách quầy", import_choose = "Chọn tệp danh sách";
export const import_limits = "Tệp CSV hoặc .xlsx, tối đa 4 MB, 20.000 dòng. Chưa ghi gì cho đến khi bấm GHI VÀO SỔ.";
export const import_write = "GHI VÀO SỔ", import_errors = "Cần sửa trong tệp", import_warnings = "Nên xem lại", import_as_read = "Đọc được như sau";
export const import_columns_how = "Cột nào chưa đúng thì chọn lại. Lần sau sổ tự nhớ.";
export const import_too_large = "Tệp lớn hơn 4 MB. Hãy chia thành nhiều tệp.", import_old_workbook = "Tệp .xls kiểu cũ không đọc được. Hãy lưu thành .xlsx.";
export const import_no_heading = "(không có tiêu đề)", import_nothing_yet = "Chưa ghi được: hãy sửa các dòng dưới đây rồi chọn lại tệp.";
export const import_nothing_new = "Mọi quầy trong tệp đã có trong sổ. Không có gì để ghi.";
export const import_columns: { [column: string]: string } = {
    "": "Bỏ qua", code: "Mã quầy", zone: "Khu", goods: "Ngành hàng", vendor_name: "Tên người bán", vendor_phone: "Điện thoại", kind: "Loại",
    bank: "Ngân hàng", account_number: "Số tài khoản", account_name: "Tên tài khoản",
};
export const import_why: { [why: string]: string } = { told: "vừa chọn", remembered: "nhớ từ lần trước", synonym: "tự nhận ra", ignored: "không đọc" };
export const import_meaning_of = (heading: string): string => `Ý nghĩa cột ${heading}`;
export const import_line = (line: string): string => `Dòng ${line}:`;
export const import_reading = (file: string): string => `Đang đọc ${file}…`, import_writing = (rows: string): string => `Đang ghi ${rows} dòng…`;
export const import_counts = (created: string, changed: string, same: string, wrong: string): string =>
    `${created} quầy mới, ${changed} quầy đổi, ${same} đã có, ${wrong} lỗi cần sửa`;
export const import_written = (created: string, changed: string): string => `Đã ghi: ${created} quầy mới, ${changed} quầy đổi.`;
export const import_waits = (changes: string): string => `${changes} quầy đổi tài khoản: cần người thứ hai xác nhận.`;
