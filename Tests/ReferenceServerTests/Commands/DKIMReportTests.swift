import DKIM
import Foundation
import MailAddressing
import MailCryptography
import Testing

@testable import ReferenceServer

@Suite("What dkim verify says")
struct DKIMReportTests {
    private struct Key: TextRecordSource {
        let record: String

        func textRecords(at name: DomainName) async -> TextRecordAnswer { .records([Array(record.utf8)]) }
    }

    private static let header = "From: a@example.com\r\nSubject: hello\r\nTo: b@example.net\r\n"

    /// The report on a message that was signed and then changed.
    private func report(
        _ options: DKIMSigner.Options = .default, _ change: (String) -> String
    ) async throws -> DKIMMessageReport {
        let key = try PrivateKey.generate(.ed25519)
        let signer = try DKIMSigner(domain: "example.com", selector: "s1", key: key, options: options)
        let signed = try signer.sign(Array((Self.header + "\r\nHello.\r\n").utf8), at: 1_000)
        let octets = Array(change(String(decoding: signed, as: UTF8.self)).utf8)
        let verifier = DKIMVerifier(keys: Key(record: DKIMKeyRecord.text(for: key)))
        return DKIMMessageReport(
            of: DKIMMessageFile(path: "a.eml", octets: octets, isTakenAsIs: true),
            verdicts: await verifier.verify(octets, at: 1_000))
    }

    @Test("a signature that passes has its form, its fields and no warning")
    func good() async throws {
        let report = try await report { $0 }
        let verdict = try #require(report.verdicts.first)
        #expect(report.passes)
        #expect(verdict.canonicalization == "relaxed/relaxed")
        #expect(verdict.absentFields.contains("cc"))
        #expect(verdict.warnings == [])
        #expect(verdict.bodyChange == nil)
        #expect(report.text(isNamed: true).hasPrefix("a.eml:\n  pass (example.com, s1, ed25519-sha256"))
        #expect(report.text(isNamed: false).hasPrefix("pass (example.com, s1, ed25519-sha256"))
    }

    @Test("the change of a body is named")
    func body() async throws {
        let footer = try await report { $0 + "-- \r\nlist\r\n" }.verdicts.first
        #expect(footer?.bodyChange == "2 lines (10 octets) were added at the end, from line 2 on")
        #expect(footer?.bodyChangeKinds == ["footer-added"])
        let other = try await report { $0.replacingOccurrences(of: "Hello.", with: "Goodbye.") }.verdicts.first
        #expect(other?.bodyChange == "no change that is known here explains it")
        #expect(other?.bodyChangeKinds == nil)
    }

    @Test("fields that are not signed, or once more there than signed, are warned of")
    func warnings() async throws {
        let options = DKIMSigner.Options(signedFields: ["From"], oversignedFields: [])
        let verdict = try await report(options) { "Subject: x\r\nFrom: c@example.com\r\n" + $0 }.verdicts.first
        #expect(verdict?.result == "pass")
        #expect(
            verdict?.warnings == [
                "the header has 2 From fields, and 1 signed: one may have been added",
                "Subject is not signed, so anybody may have changed it",
                "To is not signed, so anybody may have changed it",
            ])
    }

    @Test("a message without a signature, or with a line that is no field, is told of")
    func none() {
        func text(_ message: String) -> String {
            let file = DKIMMessageFile(path: "-", octets: Array(message.utf8), isTakenAsIs: false)
            return DKIMMessageReport(of: file, verdicts: []).text(isNamed: false)
        }
        #expect(text("From: a\n\nb\n") == "none: the message has no signature")
        #expect(text("From a Mon\nFrom: a\n\nb\n").contains("line 1 of the header is no field: \"From a Mon\" (it is"))
        #expect(text("From: a\nwhat\u{1B}[2J\n\nb\n").contains("line 2 of the header is no field: \"what\\u{1b}[2J\""))
    }

    @Test("signatures over the same body are searched for once, and a good one not at all")
    func searches() async throws {
        let keys = [try PrivateKey.generate(.ed25519), try PrivateKey.generate(.ed25519)]
        let options = [DKIMSigner.Options(), DKIMSigner.Options(bodyCanonicalization: .simple)]
        var signed = Array((Self.header + "\r\nHello.\r\n").utf8)
        for index in [0, 0, 1] {
            let signer = try DKIMSigner(
                domain: "example.com", selector: "s1", key: keys[index], options: options[index])
            signed = try signer.sign(signed, at: 1_000)
        }
        let octets = signed + Array("the footer\r\n".utf8)
        let verifier = DKIMVerifier(keys: Key(record: DKIMKeyRecord.text(for: keys[0])))
        let changed = await verifier.verify(octets, at: 1_000)
        let search = DKIMBodySearch(for: changed) { Array("Hello.\r\nthe footer\r\n".utf8)[...] }
        #expect(changed.map(\.reason) == [.bodyChanged, .bodyChanged, .bodyChanged])
        #expect(search.count == 2)
        #expect(changed.map { search.change(for: $0)?.steps.map(\.kind) } == Array(repeating: [.footerAdded], count: 3))
        let good = Array(await verifier.verify(signed, at: 1_000).suffix(2))
        #expect(good.map(\.result) == [.pass, .pass])
        let none = DKIMBodySearch(for: good) {
            Issue.record("the body is asked for")
            return []
        }
        #expect(none.count == 0)
        #expect(good.allSatisfy { none.change(for: $0) == nil })
    }
}
