#pragma once

// The tables of the book's vocabulary: what may be asked, and what can have happened.

// One row per command. From it follow the variant `Ask` and the declaration of its decide().
#define CHOQR_BOOK_COMMANDS(ROW) \
    ROW(RegisterMarket)          \
    ROW(RegisterStall)           \
    ROW(ChangeMarket)            \
    ROW(ChangeStall)             \
    ROW(SuspendStall)            \
    ROW(ResumeStall)             \
    ROW(CloseStall)              \
    ROW(RecordStandsPrinted)     \
    ROW(MapColumns)              \
    ROW(VisitStall)              \
    ROW(OpenPaymentRequest)      \
    ROW(CancelPaymentRequest)    \
    ROW(Tick)                    \
    ROW(RecordTransfer)          \
    ROW(AssignTransfer)          \
    ROW(ClaimTransfer)           \
    ROW(MarkLedgerTrial)         \
    ROW(IssueToken)              \
    ROW(RevokeToken)             \
    ROW(PairDevice)              \
    ROW(PairMarketDevice)        \
    ROW(InviteUser)              \
    ROW(ResetUser)               \
    ROW(SetPassword)             \
    ROW(DisableUser)             \
    ROW(BeginSession)            \
    ROW(EndSession)              \
    ROW(SetOneTimeCodes)         \
    ROW(RemoveOneTimeCodes)      \
    ROW(AddPasskey)              \
    ROW(RemovePasskey)           \
    ROW(EraseVendor)             \
    ROW(ProposePayeeChange)      \
    ROW(ConfirmPayeeChange)      \
    ROW(RefusePayeeChange)       \
    ROW(GiveConsent)             \
    ROW(WithdrawConsent)         \
    ROW(RequestErasure)          \
    ROW(WithdrawErasure)         \
    ROW(AskOwner)                \
    ROW(AnswerOwner)             \
    ROW(SetTransferAside)        \
    ROW(LinkRefund)              \
    ROW(DeclareCash)             \
    ROW(CloseDay)

// One row per event. From it follow the variant `Event`, encode() and decode(), the names in JSON, the
// declarations of what each event needs, and the tests that every event has it.
//
// ROW(number on disk, struct and message of events.proto, name in JSON, subject). A number, once used, keeps
// its meaning for ever, so a row is only ever added, with the next number.
#define CHOQR_BOOK_EVENTS(ROW)                                           \
    ROW(1, MarketRegistered, market_registered, places)                  \
    ROW(2, StallRegistered, stall_registered, places)                    \
    ROW(3, StallChanged, stall_changed, places)                          \
    ROW(4, StallSuspended, stall_suspended, places)                      \
    ROW(5, StallResumed, stall_resumed, places)                          \
    ROW(6, PaymentRequestOpened, payment_request_opened, requests)       \
    ROW(7, PaymentRequestExpired, payment_request_expired, requests)     \
    ROW(8, PaymentRequestCancelled, payment_request_cancelled, requests) \
    ROW(9, TransferReceived, transfer_received, transfers)               \
    ROW(10, NoticeConflicted, notice_conflicted, transfers)              \
    ROW(11, TransferAssigned, transfer_assigned, transfers)              \
    ROW(12, TokenIssued, token_issued, people)                           \
    ROW(13, TokenRevoked, token_revoked, people)                         \
    ROW(14, DayClosed, day_closed, days)                                 \
    ROW(15, VendorErased, vendor_erased, people)                         \
    ROW(16, StandsPrinted, stands_printed, places)                       \
    ROW(17, MarketChanged, market_changed, places)                       \
    ROW(18, StallClosed, stall_closed, places)                           \
    ROW(19, LedgerMarkedTrial, ledger_marked_trial, transfers)           \
    ROW(20, EvidenceSeen, evidence_seen, transfers)                      \
    ROW(21, DevicePaired, device_paired, people)                         \
    ROW(22, UserInvited, user_invited, people)                           \
    ROW(23, UserReset, user_reset, people)                               \
    ROW(24, PasswordSet, password_set, people)                           \
    ROW(25, UserDisabled, user_disabled, people)                         \
    ROW(26, SessionBegun, session_begun, people)                         \
    ROW(27, SessionEnded, session_ended, people)                         \
    ROW(28, PayeeChangeProposed, payee_change_proposed, payees)          \
    ROW(29, PayeeChangeConfirmed, payee_change_confirmed, payees)        \
    ROW(30, PayeeChangeRefused, payee_change_refused, payees)            \
    ROW(31, PayeeChangeLapsed, payee_change_lapsed, payees)              \
    ROW(32, MarketDevicePaired, market_device_paired, people)            \
    ROW(33, ConsentGiven, consent_given, consents)                       \
    ROW(34, ConsentWithdrawn, consent_withdrawn, consents)               \
    ROW(35, ErasureRequested, erasure_requested, consents)               \
    ROW(36, ErasureWithdrawn, erasure_withdrawn, consents)               \
    ROW(37, OwnerAsked, owner_asked, consents)                           \
    ROW(38, OwnerAnswered, owner_answered, consents)                     \
    ROW(39, OneTimeCodesSet, one_time_codes_set, people)                 \
    ROW(40, OneTimeCodesRemoved, one_time_codes_removed, people)         \
    ROW(41, PasskeyAdded, passkey_added, people)                         \
    ROW(42, PasskeyRemoved, passkey_removed, people)                     \
    ROW(43, PasskeyUsed, passkey_used, people)                           \
    ROW(44, TransferClaimed, transfer_claimed, transfers)                \
    ROW(45, TransferClaimDisputed, transfer_claim_disputed, transfers)   \
    ROW(46, TransferSetAside, transfer_set_aside, sales)                 \
    ROW(47, RefundLinked, refund_linked, sales)                          \
    ROW(48, CashDeclared, cash_declared, sales)                          \
    ROW(49, StallVisited, stall_visited, visits)                         \
    ROW(50, ColumnsMapped, columns_mapped, places)
