#include "problem/problem.hpp"

#include <algorithm>
#include <array>

#include "base/assert.hpp"

namespace choqr::gateway {
namespace {

constexpr std::array kinds{
    ProblemKind{"malformed_request", 400, "Malformed request", "The request is not valid HTTP.",
                "Yêu cầu không đúng định dạng HTTP."},
    ProblemKind{"malformed_json", 400, "Malformed JSON", "The body is not valid JSON.",
                "Nội dung gửi lên không phải JSON hợp lệ."},
    ProblemKind{"invalid_parameter", 400, "Invalid parameter",
                "A query parameter or header is not what this call takes.",
                "Tham số trên địa chỉ hoặc tiêu đề không hợp lệ."},
    ProblemKind{"unknown_parameter", 400, "Unknown parameter",
                "The query has a parameter that this call does not take.",
                "Địa chỉ có tham số mà lệnh này không nhận."},
    ProblemKind{"tls_required", 400, "TLS required",
                "This port speaks TLS; write https:// instead of http://.",
                "Cổng này dùng TLS; hãy viết https:// thay cho http://."},
    ProblemKind{"missing_token", 401, "Token missing",
                "This call needs the header Authorization: Bearer TOKEN.",
                "Cần mã truy cập (Authorization: Bearer)."},
    ProblemKind{"invalid_token", 401, "Token invalid", "This token is unknown or was revoked.",
                "Mã truy cập không đúng hoặc đã bị thu hồi."},
    ProblemKind{
        "device_not_paired", 401, "Device not paired",
        "This device is no longer paired with the stall, or its cookie is another gateway's. Pair it "
        "again: scan a new pairing code.",
        "Máy này không còn ghép với quầy. Nhờ chủ quầy hoặc ban quản lý mở mã, rồi quét mã ghép máy mới."},
    ProblemKind{"device_ended", 401, "Day over",
                "This device was paired for a day, and the day is over. Scan the code of the day anew.",
                "Máy này chỉ dùng trong một ngày và ngày đó đã hết. Hãy quét mã QR hôm nay của ban quản lý."},
    ProblemKind{"token_expired", 401, "Token expired",
                "This token was made for a time that is over. Whoever made it makes another one.",
                "Mã truy cập đã hết hạn. Hãy nhờ người cấp tạo mã mới."},
    ProblemKind{"device_forgotten", 401, "Device not seen for long",
                "This device was not used for 400 days. Pair it again: scan a new pairing code.",
                "Máy này đã 400 ngày không dùng nên bị ngắt khỏi quầy. Hãy quét mã ghép máy mới."},
    ProblemKind{"login_failed", 401, "Not logged in", "The log-in name or the password is wrong.",
                "Sai tên đăng nhập hoặc mật khẩu."},
    ProblemKind{
        "passkey_unknown", 401, "Not logged in",
        "This passkey is not known here, or was not used for this page just now.",
        "Khóa này chưa được thêm ở đây, đã bị bỏ, hoặc đã quá năm phút. Hãy thử lại hoặc dùng mật khẩu."},
    ProblemKind{"session_over", 401, "Session over", "This session is over; log in again.",
                "Phiên đăng nhập đã hết; hãy đăng nhập lại."},
    ProblemKind{"caller_ended", 401, "No longer valid",
                "Whoever makes this call was revoked or disabled before its turn came: nothing was recorded.",
                "Quyền truy cập này vừa bị thu hồi; chưa có gì được ghi."},
    ProblemKind{"cross_site_call", 403, "Call from another site",
                "A call that is known by its cookie comes from a page of this gateway, and the browser says "
                "so (Sec-Fetch-Site or Origin).",
                "Lệnh này phải được gửi từ chính trang của hệ thống."},
    ProblemKind{"forbidden", 403, "Not allowed", "This token's role may not make this call.",
                "Mã truy cập này không được phép làm việc đó."},
    ProblemKind{
        "loopback_only", 403, "Only on this machine",
        "The token of operator.token is used on the gateway's own machine alone (127.0.0.1), and through no "
        "proxy. Log in, or make a token with POST /v1/tokens.",
        "Mã trong tệp operator.token chỉ dùng được ngay trên máy chạy choqr (127.0.0.1), không qua proxy. "
        "Hãy "
        "đăng nhập, hoặc tạo mã khác."},
    ProblemKind{"other_zone", 403, "Another zone", "This is not the zone that you work in.",
                "Đây không phải khu được giao."},
    ProblemKind{
        "exceeds_maker", 403, "More than its maker may",
        "Nobody gives more than they have: a token or account may not do, nor last longer than, what whoever "
        "makes it may.",
        "Không cấp được quyền hoặc thời hạn vượt quá của chính người cấp."},
    ProblemKind{"demo_wallet_is_local", 403, "Not allowed",
                "The demonstration wallet pays only for callers on the gateway's own machine.",
                "Ví mô phỏng chỉ dùng được ngay trên máy chạy choqr."},
    ProblemKind{"not_found", 404, "Not found", "There is nothing at this address.",
                "Không có gì ở địa chỉ này."},
    ProblemKind{"market_not_found", 404, "Market not found", "There is no such market.", "Không có chợ này."},
    ProblemKind{"zone_not_found", 404, "Zone not found", "The market has no stall in this zone.",
                "Chợ không có quầy nào ở khu này."},
    ProblemKind{"stall_not_found", 404, "Stall not found", "There is no such stall.", "Không có quầy này."},
    ProblemKind{"stall_code_unknown", 404, "No stall has this code",
                "No stall has this code. Look at the code again, or ask the market's board.",
                "Không có quầy nào mang mã này. Xem lại mã, hoặc hỏi ban quản lý chợ."},
    ProblemKind{"nothing_to_pay", 409, "Nothing to pay",
                "Nothing can be paid by this link now: it is paid, over, or the stall takes no money.",
                "Không còn gì để trả qua link này: đã trả đủ, đã hết hạn, hoặc quầy đang ngừng."},
    ProblemKind{"payment_request_not_found", 404, "Payment request not found",
                "There is no such payment request.", "Không có yêu cầu thanh toán này."},
    ProblemKind{"transfer_not_found", 404, "Transfer not found", "There is no such transfer.",
                "Không có giao dịch này."},
    ProblemKind{"token_not_found", 404, "Token not found", "There is no such token.",
                "Không có mã truy cập này."},
    ProblemKind{"device_not_found", 404, "Device not found", "There is no such device here.",
                "Không có máy này."},
    ProblemKind{"user_not_found", 404, "Person not found", "Nobody of this id has an account.",
                "Không có người dùng này."},
    ProblemKind{"session_not_found", 404, "Session not found", "There is no such session of yours.",
                "Không có phiên đăng nhập này."},
    ProblemKind{"passkey_not_found", 404, "Passkey not found", "There is no such passkey of yours.",
                "Không có khóa này."},
    ProblemKind{
        "invitation_unknown", 404, "Invitation unknown",
        "This invitation is unknown, was used or replaced, or is older than three days. Have yourself "
        "invited again.",
        "Lời mời không đúng, đã dùng, đã được thay, hoặc quá ba ngày. Hãy nhờ người vận hành mời lại."},
    ProblemKind{"login_taken", 409, "Log-in name taken", "Somebody else has this log-in name.",
                "Tên đăng nhập này đã có người dùng."},
    ProblemKind{"too_many_users", 409, "Too many people",
                "10,000 people have an account. Disable those who need none, then invite again.",
                "Đã có 10.000 tài khoản. Hãy khóa bớt tài khoản không dùng rồi mời lại."},
    ProblemKind{"too_many_passkeys", 409, "Too many passkeys",
                "You have 20 passkeys. Remove those that are not used, then add another one.",
                "Tài khoản đã có 20 khóa. Hãy bỏ bớt khóa không dùng rồi thêm lại."},
    ProblemKind{"passkey_known", 409, "Passkey known", "This passkey is somebody's already.",
                "Khóa này đã có người dùng."},
    ProblemKind{"passkeys_unavailable", 409, "No passkeys here",
                "Passkeys need an address by name over https, or localhost: browsers make none for a number "
                "or in the clear.",
                "Khóa chỉ dùng được khi mở trang bằng tên miền với https, hoặc localhost; không dùng được "
                "với địa chỉ số hay http."},
    ProblemKind{"passkey_refused", 422, "Passkey refused",
                "What the browser has sent is no passkey made for this page just now; try again.",
                "Khóa trình duyệt gửi lên không đúng hoặc đã quá năm phút; hãy làm lại."},
    ProblemKind{"code_wrong", 401, "Code wrong", "The code is wrong, was used, or is older than a minute.",
                "Mã không đúng, đã dùng, hoặc đã cũ. Chờ mã mới rồi nhập lại."},
    ProblemKind{"log_in_again", 401, "Log in again",
                "The password was given more than five minutes ago, or has changed; give it again.",
                "Đã quá năm phút từ lúc nhập mật khẩu; hãy nhập lại mật khẩu."},
    ProblemKind{"not_logged_in", 409, "Not logged in",
                "Only somebody who is logged in with a password can do this; a token or a device is not.",
                "Chỉ người đã đăng nhập bằng mật khẩu mới làm được việc này."},
    ProblemKind{"pairing_code_unknown", 404, "Pairing code unknown",
                "There is no such pairing code. Have a new one shown, and scan it.",
                "Mã ghép máy không đúng. Nhờ chủ quầy hoặc ban quản lý mở mã mới rồi quét lại."},
    ProblemKind{"pairing_code_used", 409, "Pairing code used",
                "Another phone has used this pairing code. Have a new one shown, and scan it.",
                "Mã ghép máy này đã có máy khác dùng. Nhờ chủ quầy hoặc ban quản lý mở mã mới rồi quét lại."},
    ProblemKind{
        "pairing_code_expired", 409, "Pairing code expired",
        "This pairing code is over: one for a phone was for five minutes, the code of the day until the "
        "day's end. Have a new one shown, and scan it.",
        "Mã này đã hết hạn: mã ghép máy dùng trong năm phút, mã QR hôm nay dùng đến hết ngày. Nhờ mở mã mới "
        "rồi quét lại."},
    ProblemKind{"stall_has_devices", 409, "Stall has devices",
                "A volunteer pairs a stall's first phone alone; from then on its owner pairs others.",
                "Quầy đã có máy. Tình nguyện viên chỉ ghép máy đầu tiên; máy sau do chủ quầy ghép."},
    ProblemKind{"too_many_market_devices", 409, "Too many devices",
                "The market has 200 displays and volunteers' phones. Revoke those that are not used, then "
                "pair again.",
                "Chợ đã có 200 máy. Hãy ngắt bớt máy không dùng rồi ghép lại."},
    ProblemKind{"too_many_devices", 409, "Too many devices",
                "The stall has 50 devices. Revoke those that are not used, then pair again.",
                "Quầy đã có 50 máy. Hãy ngắt bớt máy không dùng rồi ghép lại."},
    ProblemKind{"too_many_stalls", 409, "Too many stalls",
                "This phone is a device of eight stalls or markets already, and can be of no more.",
                "Điện thoại này đã ghép với tám quầy hoặc chợ, không ghép thêm được."},
    ProblemKind{"clip_not_found", 404, "No such clip",
                "A voice has no clip of this name; GET /v1/markets/{id}/recordings lists them.",
                "Giọng đọc không có tiếng này."},
    ProblemKind{"recording_not_found", 404, "Not recorded", "This clip has not been recorded yet.",
                "Tiếng này chưa thu."},
    ProblemKind{
        "recording_unreadable", 422, "Not a recording",
        "A recording is a WAV file of at most 6 seconds: PCM of 16 bits, one channel, 8,000 to 96,000 "
        "samples a second, and nothing but its two chunks, fmt and data.",
        "Không đọc được tiếng này; hãy thu lại, dài nhất 6 giây."},
    ProblemKind{"recording_silent", 422, "Silent", "Nothing is heard in this recording.",
                "Không có tiếng; hãy thu lại."},
    ProblemKind{"recording_clipped", 422, "Clipped", "The recording is clipped.",
                "Bị vỡ tiếng; hãy thu xa micrô hơn."},
    ProblemKind{"recording_too_quiet", 422, "Too quiet", "The recording is too quiet.",
                "Tiếng quá nhỏ; hãy thu gần micrô hơn."},
    ProblemKind{"recording_too_long", 422, "Too long", "The recording lasts longer than its words.",
                "Tiếng quá dài; hãy chỉ nói những chữ này."},
    ProblemKind{
        "voice_not_whole", 422, "Not a whole voice",
        "Clips are missing, or have to be recorded again; clips says which. The voice was not changed.",
        "Còn tiếng chưa thu hoặc phải thu lại; giọng đọc chưa thay đổi."},
    ProblemKind{"vendor_not_found", 404, "Vendor not found", "There is no such vendor.",
                "Không có người bán này."},
    ProblemKind{"payee_change_not_found", 404, "Change of accounts not found",
                "The stall has no such change of accounts that waits, or it does not concern you.",
                "Quầy không có lần đổi tài khoản nào như vậy đang chờ."},
    ProblemKind{"record_not_found", 404, "Record not found", "There is no such record.",
                "Không có bản ghi này."},
    ProblemKind{"feed_not_found", 404, "Feed not found", "There is no such feed.",
                "Không có nguồn báo tiền này."},
    ProblemKind{"no_local_authority", 404, "No local authority",
                "This gateway's certificate is not of a local authority: phones need nothing for it.",
                "Chứng thư của máy chủ này không do nơi cấp riêng của chợ; điện thoại không cần cài gì."},
    ProblemKind{"method_not_allowed", 405, "Method not allowed", "This address does not take this method.",
                "Địa chỉ này không nhận phương thức này."},
    ProblemKind{"idempotency_key_reused", 409, "Idempotency key reused",
                "The same Idempotency-Key came with another request.",
                "Idempotency-Key này đã dùng cho một yêu cầu khác."},
    ProblemKind{"market_code_taken", 409, "Market code taken", "Another market has this code.",
                "Mã chợ này đã được dùng."},
    ProblemKind{"stall_code_taken", 409, "Stall number taken",
                "The market already has a stall of this number, with other details.",
                "Chợ đã có quầy mang số này với thông tin khác."},
    ProblemKind{"market_full", 409, "Market full",
                "The market has as many stalls as it may have (stalls_max), or has closed twice as many "
                "within 90 days. "
                "Close stalls that are not needed, or have the operator raise stalls_max.",
                "Chợ đã đủ số quầy cho phép (stalls_max), hoặc trong 90 ngày đã đóng gấp đôi số đó. Hãy đóng "
                "quầy không dùng, "
                "hoặc nhờ người vận hành nâng stalls_max."},
    ProblemKind{"stall_without_vendor", 409, "No vendor",
                "Nobody is known as this stall's vendor: register them first.",
                "Quầy này chưa có tên người bán; hãy ghi tên trước."},
    ProblemKind{"consent_text_unknown", 409, "Consent text unknown",
                "There is no such version of the consent text; show the one that GET /v1/privacy gives.",
                "Lời xin đồng ý này không còn dùng; hãy tải lại trang để đọc lời mới."},
    ProblemKind{"consent_withdrawn", 409, "Consent withdrawn",
                "The stall's vendor has withdrawn the consent: only a phone that was theirs then, or the "
                "operator, can do this.",
                "Người bán đã rút lại đồng ý; chỉ máy của quầy có từ trước đó hoặc người vận hành làm được."},
    ProblemKind{"erasure_not_asked_for", 409, "Erasure not asked for",
                "Nobody is waiting to be erased here: it was not asked for, is done, or was withdrawn.",
                "Không có yêu cầu xóa nào đang chờ."},
    ProblemKind{"account_not_at_stall", 409, "Account not at this stall",
                "The stall does not have this account.", "Quầy không có tài khoản này."},
    ProblemKind{"owner_link_unknown", 404, "Link unknown",
                "This link is not known, or was used, replaced or has expired. Ask for a new one.",
                "Link này không đúng, đã dùng hoặc đã hết hạn. Hãy xin link mới."},
    ProblemKind{"stall_closed", 409, "Stall closed",
                "The stall is closed for good; its number can be registered again.",
                "Quầy đã đóng hẳn; số quầy này có thể đăng ký lại."},
    ProblemKind{"too_many_open_requests", 409, "Too many open payment requests",
                "The stall has 500 payment requests that wait for money. Cancel some, or wait until they are "
                "paid or expire.",
                "Quầy đang có 500 yêu cầu thanh toán chờ tiền. Hãy hủy bớt, hoặc chờ các yêu cầu được trả "
                "hay hết hạn."},
    ProblemKind{"request_quota", 429, "Payment requests used up",
                "The stall has 10,000 payment requests that are open or ended less than 90 days ago. Room "
                "comes 90 days after each "
                "one's end; until then ask with the stall's own QR code and an amount.",
                "Quầy đã có 10.000 yêu cầu thanh toán còn mở hoặc kết thúc chưa quá 90 ngày. Mỗi yêu cầu kết "
                "thúc đủ 90 ngày sẽ "
                "có chỗ mới; trong lúc chờ, hãy dùng mã QR của quầy kèm số tiền."},
    ProblemKind{"stall_not_registered", 409, "Stall not registered",
                "The stall has no account yet: nothing can be paid to it.",
                "Quầy chưa đăng ký tài khoản nhận tiền."},
    ProblemKind{
        "payee_change_not_theirs", 403, "Not theirs to change",
        "A stall's accounts are changed by a phone of its owner and by persons of its board or the operator, "
        "who are logged in; programs and helpers neither propose nor confirm that.",
        "Chỉ điện thoại của chủ quầy và người của ban quản lý hoặc người vận hành (đã đăng nhập) mới được đề "
        "nghị, xác nhận hay từ chối đổi tài khoản."},
    ProblemKind{
        "payee_change_needed", 409, "A change of accounts takes two",
        "The stall has or had accounts, or another market's stall has these: one proposes the change (POST "
        "/v1/stalls/{id}/payee-changes), another confirms it. Nothing was changed.",
        "Đổi tài khoản của quầy phải có hai người: một người đề nghị, người khác xác nhận. Chưa có gì thay "
        "đổi."},
    ProblemKind{"payee_change_not_needed", 409, "First account",
                "The stall never had an account: its first is set in one step, by changing the stall.",
                "Quầy chưa từng có tài khoản: tài khoản đầu tiên được ghi ngay trong một bước."},
    ProblemKind{"payees_unchanged", 409, "Accounts unchanged", "The stall has these accounts already.",
                "Quầy đang dùng đúng các tài khoản này."},
    ProblemKind{
        "payee_change_open", 409, "Another change waits",
        "Somebody else has proposed a change of this stall's accounts. Confirm or refuse that one first.",
        "Người khác đã đề nghị đổi tài khoản của quầy này. Hãy xác nhận hoặc từ chối lần đó trước."},
    ProblemKind{
        "payee_change_alone", 409, "Somebody else confirms",
        "Whoever proposed a change of accounts, or a phone that they let in, does not confirm it. Somebody "
        "else does: the vendor where the board proposed it, the board where the vendor did.",
        "Người đề nghị, hay điện thoại do người đó ghép vào, không được tự xác nhận. Phải là người khác: ban "
        "quản lý đề nghị thì chủ quầy xác nhận, chủ quầy đề nghị thì ban quản lý xác nhận."},
    ProblemKind{"payee_change_vendors", 409, "The vendor confirms",
                "The stall has a phone of its owner: the change is confirmed there, and nowhere else.",
                "Quầy có điện thoại của chủ quầy: việc đổi tài khoản phải được xác nhận trên máy đó."},
    ProblemKind{"payee_reason_needed", 422, "Reason needed",
                "Whoever confirms in the place of a vendor or of another board says why: reason.",
                "Xác nhận thay cho chủ quầy hoặc ban quản lý chợ kia thì phải ghi lý do."},
    ProblemKind{"stall_suspended", 409, "Stall suspended", "The stall is suspended.", "Quầy đang tạm ngừng."},
    ProblemKind{"payment_request_not_open", 409, "Payment request not open",
                "The payment request is no longer open.", "Yêu cầu thanh toán không còn mở."},
    ProblemKind{"transfer_not_assignable", 409, "Transfer not assignable",
                "The transfer is outgoing, reversed, or already belongs to a stall.",
                "Giao dịch là tiền ra, đã bị hoàn, hoặc đã thuộc về một quầy."},
    ProblemKind{"transfer_is_trial", 409, "Only a trial",
                "This transfer is a trial (thử): no money came, so it is nobody's and no sale.",
                "Đây là khoản thử, không phải tiền thật, nên không nhận hay tính vào doanh thu."},
    ProblemKind{
        "transfer_not_claimable", 409, "Transfer not claimable",
        "Only money that has come and has no stall yet can be claimed: this went out, was taken back, "
        "belongs to a stall, or waits for the board to look at it. Ask the market's board.",
        "Chỉ nhận được khoản tiền vào chưa rõ quầy. Khoản này là tiền ra, đã bị hoàn, đã thuộc về một "
        "quầy, hoặc đang chờ ban quản lý xem. Hãy hỏi ban quản lý."},
    ProblemKind{"claim_too_late", 409, "Too late to claim",
                "A transfer can be claimed for 30 days. Ask the market's board, which can still assign it.",
                "Chỉ nhận được trong 30 ngày. Hãy nhờ ban quản lý chuyển khoản này về quầy."},
    ProblemKind{"transfer_not_received", 409, "Nothing was received",
                "This transfer went out or was taken back: there is nothing of it among the sales.",
                "Khoản này là tiền ra hoặc đã bị hoàn, nên không nằm trong doanh thu."},
    ProblemKind{"refund_not_outgoing", 409, "Not money that left",
                "outgoing_id is to name money that left this account and that no bank took back.",
                "Khoản trả lại phải là tiền đã chuyển đi từ tài khoản này."},
    ProblemKind{"refund_other_account", 409, "Another account",
                "What went back left another account than the one on which the payment came.",
                "Tiền trả lại phải đi từ chính tài khoản đã nhận khoản tiền này."},
    ProblemKind{"sale_too_old", 409, "Too old", "Of a payment something can be said for 92 days.",
                "Chỉ ghi chú được cho khoản tiền trong 92 ngày gần đây."},
    ProblemKind{"refund_linked_before", 409, "Linked before",
                "This outgoing transfer is already the refund of another payment.",
                "Khoản chuyển đi này đã được ghi là trả lại cho một khoản khác."},
    ProblemKind{"refund_exceeds", 409, "More than came",
                "With this, more would have gone back than came. Link it with the payment that it was for.",
                "Tổng tiền trả lại lớn hơn số đã nhận. Hãy chọn đúng khoản đã nhận."},
    ProblemKind{"visit_out_of_time", 422, "Not when a visit can have been",
                "A visit is told within 14 days, and not ahead of the gateway's clock.",
                "Giờ ghé quầy không đúng: quá 14 ngày, hoặc chưa tới. Xem lại giờ trên điện thoại."},
    ProblemKind{"cash_date_out_of_range", 422, "Not such a day",
                "Cash is declared for today or one of the seven days before, by the market's business day.",
                "Chỉ ghi tiền mặt cho hôm nay hoặc bảy ngày trước."},
    ProblemKind{"stand_version_unknown", 409, "Stand version unknown",
                "The stall's stand never had this version: nobody can have printed it.",
                "Bảng QR của quầy chưa từng có bản này."},
    ProblemKind{"nothing_to_print", 409, "Nothing to print", "No stand here is to be printed.",
                "Không có bảng QR nào cần in."},
    ProblemKind{"codes_exhausted", 409, "Codes exhausted", "No transfer code is left in this ledger.",
                "Sổ này đã hết mã chuyển khoản."},
    ProblemKind{"day_already_closed", 409, "Day already closed",
                "This business day of the market is closed; what comes late is an adjustment.",
                "Ngày này đã chốt; khoản đến muộn được ghi là điều chỉnh sau khi chốt."},
    ProblemKind{"day_before_market", 409, "Day before the market",
                "The market was registered after this business day: there is nothing to close.",
                "Ngày này trước khi chợ được đăng ký nên không có gì để chốt."},
    ProblemKind{"day_not_over", 409, "Day not over", "This business day of the market has not ended yet.",
                "Ngày này chưa kết thúc nên chưa chốt được."},
    ProblemKind{"ledger_not_empty", 409, "Ledger not empty",
                "Only a ledger that holds nothing yet can be marked as a trial.",
                "Chỉ đánh dấu được sổ thử khi sổ còn trống."},
    ProblemKind{"stale_totals", 503, "Totals changed",
                "Money kept arriving for that day while its totals were counted; ask again.",
                "Tiền của ngày này vẫn đang về trong lúc cộng sổ; hãy thử lại."},
    ProblemKind{"body_too_large", 413, "Body too large", "The body is larger than this call takes.",
                "Nội dung gửi lên quá lớn."},
    ProblemKind{"uri_too_long", 414, "Address too long", "The request line is too long.", "Địa chỉ quá dài."},
    ProblemKind{"unsupported_media_type", 415, "Unsupported media type",
                "This call takes another Content-Type.", "Content-Type không được hỗ trợ."},
    ProblemKind{"expectation_failed", 417, "Expectation failed",
                "Only the expectation 100-continue is understood.", "Chỉ hỗ trợ Expect: 100-continue."},
    ProblemKind{"invalid_field", 422, "Invalid field", "A field of the body is not what this call takes.",
                "Một trường trong nội dung không hợp lệ."},
    ProblemKind{"invalid_amount", 422, "Invalid amount",
                "An amount is a whole number of dong, 1 to 9999999999999.",
                "Số tiền phải là số nguyên đồng, từ 1 đến 9999999999999."},
    ProblemKind{"password_too_short", 422, "Password too short", "A password has 12 characters or more.",
                "Mật khẩu phải có ít nhất 12 ký tự."},
    ProblemKind{"password_too_long", 422, "Password too long", "A password has 256 characters at most.",
                "Mật khẩu dài nhất 256 ký tự."},
    ProblemKind{
        "password_too_common", 422, "Password too common",
        "Many people choose this password, or it is made of the log-in name; choose another one. Several "
        "words are good.",
        "Mật khẩu này quá phổ biến hoặc giống tên đăng nhập. Hãy chọn mật khẩu khác, ví dụ vài từ ghép "
        "lại."},
    ProblemKind{"unknown_field", 422, "Unknown field", "The body has a field that this call does not take.",
                "Nội dung có trường mà lệnh này không nhận."},
    ProblemKind{"invalid_qr", 422, "Not a VietQR code", "The text is not a valid VietQR payload.",
                "Đây không phải mã VietQR hợp lệ."},
    ProblemKind{"picture_too_hard", 422, "Picture too hard",
                "This picture is more work than choqr does for one; photograph the code alone, nearer.",
                "Ảnh này quá khó đọc; hãy chụp lại gần hơn, chỉ mã QR."},
    ProblemKind{"import_refused", 422, "Import refused",
                "The file has lines that cannot be imported; nothing was changed.",
                "Tệp có dòng không nhập được; chưa có gì thay đổi."},
    ProblemKind{
        "import_incomplete", 409, "Import incomplete",
        "The lines in errors were refused; all others are recorded. Correct these and import again.",
        "Các dòng trong errors bị từ chối, những dòng khác đã ghi. Hãy sửa các dòng này rồi nhập lại."},
    ProblemKind{"not_cosigned", 422, "Not a cosigned checkpoint",
                "This is no checkpoint of this ledger that a configured witness has signed.",
                "Đây không phải bản xác nhận của sổ này có chữ ký của bên chứng kiến đã khai báo."},
    ProblemKind{"history_differs", 409, "Another history",
                "This checkpoint was signed over records that this ledger does not have.",
                "Bản xác nhận này không khớp với sổ."},
    ProblemKind{"too_many_requests", 429, "Too many requests",
                "Too many requests from this address; wait a little.", "Quá nhiều yêu cầu; xin chờ một lát."},
    ProblemKind{"too_many_guesses", 429, "Too many attempts",
                "Too many passwords were tried here; wait, and try again.",
                "Đã thử mật khẩu quá nhiều lần; xin chờ rồi thử lại."},
    ProblemKind{"header_too_large", 431, "Header too large", "The header fields are too large.",
                "Phần tiêu đề quá lớn."},
    ProblemKind{"internal_error", 500, "Internal error", "choqr made a mistake; it is in the log.",
                "choqr gặp lỗi; lỗi đã được ghi lại."},
    ProblemKind{"method_not_implemented", 501, "Method not implemented", "This method is not known here.",
                "Phương thức không được hỗ trợ."},
    ProblemKind{"busy", 503, "Busy", "Too much is waiting; send it again.",
                "Hệ thống đang bận, hãy gửi lại."},
    ProblemKind{
        "no_safe_reader", 503, "No safe reader",
        "choqr reads pictures and workbooks only in a locked process, which it cannot have at the moment; it "
        "is in the log.",
        "choqr chỉ đọc ảnh và bảng tính trong một tiến trình cách ly mà lúc này chưa tạo được; lỗi đã được "
        "ghi lại."},
    ProblemKind{"stopping", 503, "Stopping", "choqr is ending; send it again.",
                "choqr đang dừng, hãy gửi lại."},
    ProblemKind{"journal_failed", 503, "Not recorded",
                "It could not be stored; nobody knows whether it will be found. Send it again.",
                "Chưa ghi được; hãy gửi lại."},
    ProblemKind{"reports_behind", 503, "Reports behind",
                "The reports have not caught up with the ledger yet.",
                "Báo cáo chưa theo kịp sổ; thử lại sau vài giây."},
    ProblemKind{"follower_behind", 503, "Behind",
                "Part of the gateway has not caught up with the ledger yet.",
                "Máy chủ chưa theo kịp sổ; thử lại sau vài giây."},
    ProblemKind{"checkpoint_behind", 503, "Checkpoint behind",
                "The next checkpoint, within a second, has this record.",
                "Bản xác nhận tiếp theo (trong một giây) sẽ có bản ghi này."},
    ProblemKind{"not_ready", 503, "Not ready", "choqr is not ready.", "choqr chưa sẵn sàng."},
    ProblemKind{"too_many_connections", 503, "Too many connections",
                "There are too many connections at the moment.", "Đang có quá nhiều kết nối."},
    ProblemKind{"http_version_not_supported", 505, "HTTP version not supported",
                "Only HTTP/1.1 and HTTP/1.0 are understood.", "Chỉ hỗ trợ HTTP/1.1 và HTTP/1.0."},
    ProblemKind{"disk_full", 507, "Disk full", "There is no room to store it; send it again later.",
                "Hết chỗ lưu; hãy gửi lại sau."},
};

const ProblemKind& kind_of(std::string_view code) {
    const auto found = std::ranges::find(kinds, code, &ProblemKind::code);
    CHOQR_ASSERT(found != kinds.end(), "every problem code stands in the table");
    return *found;
}

std::string_view code_of(json::Wrong why) {
    switch (why) {
        case json::Wrong::not_json:
            return "malformed_json";
        case json::Wrong::not_amount:
            return "invalid_amount";
        case json::Wrong::unknown_field:
            return "unknown_field";
        default:
            return "invalid_field";
    }
}

}  // namespace

std::span<const ProblemKind> problem_kinds() { return kinds; }
const ProblemKind& problem_kind(std::string_view code) { return kind_of(code); }

namespace {

http::Response answer(const ProblemKind& kind, std::string_view detail, std::string_view detail_vi,
                      const std::function<void(json::Writer&)>& more) {
    json::Writer json;
    json.begin_object()
        .field("type", "about:blank")
        .field("title", kind.title)
        .field("status", std::int64_t{kind.status});
    json.field("code", kind.code)
        .field("detail", detail.empty() ? kind.detail : detail)
        .field("detail_vi", detail_vi.empty() ? kind.detail_vi : detail_vi);
    more(json);
    json.end_object();
    http::Response response;
    response.status = kind.status;
    response.problem = kind.code;
    response.content_type = "application/problem+json";
    response.body = json.take();
    if (kind.status == 401) response.add_field("WWW-Authenticate", "Bearer");
    return response;
}

http::Response answer_about(std::string_view code, std::string_view detail, std::string_view detail_vi,
                            std::string_view field) {
    return answer(kind_of(code), detail, detail_vi, [field](json::Writer& json) {
        if (!field.empty()) json.field("field", field);
    });
}

}  // namespace

http::Response problem(std::string_view code, std::string_view detail, std::string_view field) {
    return answer_about(code, detail, {}, field);
}

http::Response problem_in_words(std::string_view code, std::string_view detail, std::string_view detail_vi) {
    return answer_about(code, detail, detail_vi, {});
}

http::Response problem(std::string_view code, const std::function<void(json::Writer&)>& more) {
    return answer(kind_of(code), {}, {}, more);
}

http::Response problem(const json::Problem& found) {
    return answer_about(code_of(found.why), found.detail, found.detail_vi, found.field);
}
http::Response problem(book::Refusal refusal) { return problem(book::code_of(refusal)); }

http::Response unknown_parameter(std::string_view name, std::string_view nearest) {
    constexpr std::size_t shown_max = 64;
    const std::string shown{name.substr(0, shown_max)};
    std::string detail = "This call takes no parameter \"" + shown + "\"";
    std::string detail_vi = "Lệnh này không nhận tham số “" + shown + "”";
    if (nearest.empty()) {
        detail += ", nor any other.";
        detail_vi += " hay tham số nào khác.";
    } else {
        detail.append("; the nearest that it takes is \"").append(nearest).append("\".");
        detail_vi.append("; tham số gần nhất là “").append(nearest).append("”.");
    }
    return answer_about("unknown_parameter", detail, detail_vi, shown);
}

http::Response try_again(std::string_view code, int after_s) {
    auto response = problem(code);
    response.add_field("Retry-After", std::to_string(after_s));
    return response;
}

}  // namespace choqr::gateway
