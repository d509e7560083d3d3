import DeliveryAgent
import MXResolver
import MailCryptography
import SMTPProtocol
import SMTPTransport
import Testing

@Suite("What a session's failure comes down to")
struct TLSFailureKindTests {
    private static let (dane, sts) = (TLSReportSamples.records, TLSReportSamples.lines)
    private static let record = TLSARecord(
        usage: 2, selector: 1, matching: 1, association: Array(repeating: 7, count: 32))

    private static func words(_ faults: DANEFault...) -> String { DANEVerdict.refused(faults).description }

    private static func chain(_ kinds: ChainFault.Kind...) -> String {
        words(DANEFault(.chain(kinds.map { ChainFault($0) }), record: record))
    }

    private static let cases: [(String, TLSSessionResult.Policy, TLSFailureKind)] = [
        ("the server does not offer STARTTLS", dane, .startTLSNotSupported),
        ("the server does not offer STARTTLS", .none, .startTLSNotSupported),
        ("454 4.7.0 TLS is not available", sts, .startTLSNotSupported),
        ("the certificate is for another name", sts, .certificateHostMismatch),
        ("nobody who is trusted vouches for the certificate", sts, .certificateNotTrusted),
        ("the TLS handshake failed", sts, .validationFailure),
        ("no answer within 300.0 seconds", .none, .validationFailure),
        ("", dane, .validationFailure), ("45", dane, .validationFailure),
        (
            words(DANEFault(.mismatch, record: record), DANEFault(.weakerDigest, record: record)), dane,
            .validationFailure
        ),
        (words(DANEFault(.noCertificate)), dane, .validationFailure),
        (words(DANEFault(.noAuthority, record: record)), dane, .tlsaInvalid),
        (chain(.expired(at: 5)), dane, .certificateExpired),
        (chain(.wrongName(wanted: ["a.example"], present: ["b.example"])), dane, .certificateHostMismatch),
        (chain(.wrongName(wanted: ["a.example"], present: [])), dane, .certificateHostMismatch),
        (chain(.selfSigned), dane, .certificateNotTrusted), (chain(.unknownIssuer), dane, .certificateNotTrusted),
        (chain(.badSignature), dane, .validationFailure), (chain(.notYetValid(from: 5)), dane, .validationFailure),
        (chain(.unknownIssuer, .expired(at: 5)), dane, .certificateExpired),
    ]

    @Test(
        "is a kind of the RFC, by what was demanded and what is said",
        arguments: Self.cases)
    func kinds(text: String, policy: TLSSessionResult.Policy, kind: TLSFailureKind) {
        let failure = SMTPClientFailure(.tlsUnavailable(text), at: .startTLS)
        #expect(TLSFailureKind(failure, under: policy) == kind)
    }

    @Test("is that the negotiation failed, where the connection was lost in it")
    func lost() {
        let lost = SMTPClientFailure(.connection("the other side closed the connection"), at: .startTLS)
        #expect(TLSFailureKind(lost, under: Self.sts) == .validationFailure)
        let refused = SMTPClientFailure(.refused(SMTPReply(421, EnhancedStatusCode(4, 3, 2), "Bye")), at: .startTLS)
        #expect(TLSFailureKind(refused, under: Self.sts) == .startTLSNotSupported)
    }

    @Test(
        "is none of these where TLS is not what failed, or the fault is ours",
        arguments: [
            SMTPClientFailure(.connection("the connection was refused"), at: .connect),
            SMTPClientFailure(.connection("cancelled here"), at: .startTLS),
            SMTPClientFailure(.connection("the connections are being closed"), at: .startTLS),
            SMTPClientFailure(.refused(SMTPReply(554, EnhancedStatusCode(5, 7, 1), "No")), at: .greeting),
            SMTPClientFailure(.tlsUnavailable("late"), at: .mail),
            SMTPClientFailure(.authenticationUnavailable, at: .authentication),
            SMTPClientFailure(.malformedMessage, at: .message),
        ])
    func others(failure: SMTPClientFailure) {
        for policy in [Self.dane, Self.sts, TLSSessionResult.Policy.none] {
            #expect(TLSFailureKind(failure, under: policy) == nil)
        }
    }
}
