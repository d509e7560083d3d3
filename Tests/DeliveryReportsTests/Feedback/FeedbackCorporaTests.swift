import DeliveryReports
import InternetMessage
import MailAddressing
import TestSupport
import Testing

@Suite struct FeedbackCorporaTests {
    struct Expected: Decodable, Sendable {
        var feedbackType: String
        var arrivalDate: Int64?
        var authenticationResults: [String]
        var incidents: Int
        var originalEnvelopeId: String?
        var originalMailFrom: String?
        var originalRcptTo: String?
        var reportedDomain: [String]
        var reportedUri: [String]
        var reportingMta: String?
        var sourceIp: String?
        var userAgent: String?
        var version: Int
        var sourcePort: Int
        var authFailure: String
        var deliveryResult: String
        var dkimCanonicalizedBody: String?
        var dkimDomain: String?
        var dkimIdentity: String?
        var dkimSelector: String?
        var identityAlignment: String
        var message: String?
        var headers: String?
    }

    @Test(.enabled(if: Corpora.has("arf"), "needs the folder WAXWING_CORPORA"))
    func theSamplesHaveTheExpectedFields() throws {
        let names = Corpora.files(in: "arf/stalwart", ending: ".eml")
        #expect(names.count == 5)
        for name in names {
            let expected = try Corpora.document(
                "arf/stalwart/\(name.dropLast(3))json", as: Expected.self, hasUnderscores: true)
            let message = try Corpora.message("arf/stalwart/\(name)")
            let report = try #require(FeedbackReport.read(message).report, "\(name)")
            #expect(report.type?.name.filter { $0 != "-" } == expected.feedbackType.lowercased(), "\(name)")
            #expect(report.userAgent == expected.userAgent, "\(name)")
            #expect(report.version == "\(expected.version)", "\(name)")
            #expect(report.arrivalDate?.unixSeconds == expected.arrivalDate, "\(name)")
            #expect(
                report.authenticationResults.map(oneSpaced) == expected.authenticationResults.map(oneSpaced), "\(name)"
            )
            #expect(report.incidentCount ?? 1 == expected.incidents, "\(name)")
            #expect(report.originalEnvelopeID == expected.originalEnvelopeId, "\(name)")
            #expect(report.originalSender == (try expected.originalMailFrom.map(path)), "\(name)")
            #expect(
                report.originalRecipients.compactMap(\.mailbox)
                    == (try expected.originalRcptTo.map { [try path($0)] } ?? []).compactMap(\.mailbox), "\(name)")
            #expect(report.reportedDomains == expected.reportedDomain, "\(name)")
            #expect(report.reportedURIs == expected.reportedUri, "\(name)")
            #expect(report.reportingMTA?.text == expected.reportingMta, "\(name)")
            #expect(report.sourceAddress == expected.sourceIp.flatMap { IPAddress($0) }, "\(name)")
            #expect(report.sourcePort ?? 0 == expected.sourcePort, "\(name)")
            let failure = report.authenticationFailure
            #expect(failure?.kind ?? "unspecified" == expected.authFailure.lowercased(), "\(name)")
            #expect(failure?.deliveryResult ?? "unspecified" == expected.deliveryResult.lowercased(), "\(name)")
            #expect(failure?.dkimDomain == expected.dkimDomain, "\(name)")
            #expect(failure?.dkimIdentity == expected.dkimIdentity, "\(name)")
            #expect(failure?.dkimSelector == expected.dkimSelector, "\(name)")
            #expect((failure?.dkimCanonicalizedBody == nil) == (expected.dkimCanonicalizedBody == nil), "\(name)")
            #expect(report.returned != nil, "\(name)")
        }
    }

    @Test(.enabled(if: Corpora.has("bounces-sisimai"), "needs the folder WAXWING_CORPORA"))
    func realFeedbackIsRead() throws {
        let types = [
            "arf-11.eml": "abuse", "arf-12.eml": "opt-out", "arf-14.eml": "abuse", "arf-16.eml": "abuse",
            "arf-25.eml": "abuse",
        ]
        for name in Corpora.files(in: "bounces-sisimai/eml", beginning: "arf-") {
            let verdict = FeedbackReport.read(try Corpora.message("bounces-sisimai/eml/\(name)"))
            let other = FeedbackReport.read(try Corpora.octets("bounces-sisimai/eml/\(name)"))
            #expect(verdict.report?.fields == other.report?.fields, "\(name)")
            #expect(verdict.report?.type?.name == types[name], "\(name)")
        }
        let many = FeedbackReport.read(try Corpora.message("bounces-sisimai/eml/arf-16.eml")).report
        #expect(many?.originalRecipients.compactMap(\.mailbox).count == 7)
        #expect(many?.reportedDomains == ["example.com", "example.org"])
    }

    private func path(_ text: String) throws -> ReversePath {
        try ReversePath(text.filter { $0 != "<" && $0 != ">" })
    }
}

private func oneSpaced(_ text: String) -> String {
    text.split { $0 == " " || $0 == "\t" || $0 == "\n" }.joined(separator: " ")
}
