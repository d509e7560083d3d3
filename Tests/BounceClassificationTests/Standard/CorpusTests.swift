import BounceClassification
import SMTPProtocol
import TestSupport
import Testing

@Suite("The standard rules on the replies of others")
struct CorpusTests {
    private static let isThere = Corpora.has("smtp-replies/sisimai-phrases.tsv")
    private static let hasDiagnostics = Corpora.has("bounces-sisimai/diagnostics.tsv")

    @Test("agree with them on the cause", .enabled(if: isThere, "needs the folder WAXWING_CORPORA"))
    func causes() throws {
        var report = Agreement()
        for sample in try CorpusSample.all() {
            let verdict = BounceClassifier.standard.classify(sample.text, host: sample.host)
            report.add(sample, verdict)
        }
        report.print("smtp-replies")
        #expect(report.agreed * 100 >= report.total * 92)
        #expect(report.unexplained == [])
    }

    @Test("mostly have the very name of Sisimai", .enabled(if: isThere, "needs the folder WAXWING_CORPORA"))
    func names() throws {
        let samples = try CorpusSample.all().filter { CauseMap.sisimai[$0.word] != nil }
        let agreed = samples.count { $0.word == verdict($0).cause.sisimaiName }
        print("REPORT Sisimai's names: \(agreed) of \(samples.count) agreed")
        #expect(agreed * 100 >= samples.count * 92)
    }

    @Test("need no host's name for most", .enabled(if: isThere, "needs the folder WAXWING_CORPORA"))
    func withoutHosts() throws {
        var agreed = 0
        var total = 0
        for sample in try CorpusSample.all() where sample.host != nil {
            let verdict = BounceClassifier.standard.classify(sample.text)
            total += 1
            agreed += sample.agrees(verdict) ? 1 : 0
        }
        print("REPORT providers' replies without the host's name: \(agreed) of \(total) causes agreed")
        #expect(agreed * 100 >= total * 88)
    }

    @Test("agree with them on what passes", .enabled(if: isThere, "needs the folder WAXWING_CORPORA"))
    func permanence() throws {
        let samples = try CorpusSample.all().filter { $0.isTemporary != nil }
        let agreed = samples.count { sample in
            let permanence = BounceClassifier.standard.classify(sample.text).permanence
            return permanence == (sample.isTemporary == true ? .temporary : .permanent)
        }
        print("REPORT permanence: \(agreed) of \(samples.count) agreed")
        #expect(agreed * 100 >= samples.count * 98)
    }

    @Test("never take a blocked address for a dead mailbox", .enabled(if: isThere, "needs the folder WAXWING_CORPORA"))
    func blockedIsNoRecipient() throws {
        let ours = ["blocked", "blacklist", "badreputation", "requireptr", "ip_blacklisted", "greylist"]
        for sample in try CorpusSample.all() where ours.contains(sample.word) && sample.agrees(verdict(sample)) {
            #expect(verdict(sample).scope != .recipient, "\(sample.text)")
            #expect(!verdict(sample).isHardBounce, "\(sample.text)")
        }
    }

    private func verdict(_ sample: CorpusSample) -> BounceVerdict {
        BounceClassifier.standard.classify(sample.text, host: sample.host)
    }

    struct Wait: Decodable {
        var text: String
        var seconds: Int
    }

    @Test("find every wait", .enabled(if: isThere, "needs the folder WAXWING_CORPORA"))
    func waits() throws {
        let rows = try Corpora.rows(of: "smtp-replies/postalsys-retry-after.json", as: Wait.self)
        #expect(!rows.isEmpty)
        for row in rows {
            #expect(BounceClassifier.standard.classify(row.text).facts.retryAfter == row.seconds, "\(row.text)")
        }
        print("REPORT waits: \(rows.count) of \(rows.count) agreed")
    }

    @Test("agree on the diagnostics of reports", .enabled(if: hasDiagnostics, "needs the folder WAXWING_CORPORA"))
    func diagnostics() throws {
        var report = Agreement()
        var hard = 0
        for row in try Corpora.table(of: "bounces-sisimai/diagnostics.tsv") where row.count == 6 {
            let status = row[4].split(separator: " ").first.flatMap { EnhancedStatusCode($0) }
            let host = CauseMap.diagnosticHosts.first { row[0].hasPrefix($0.key) }?.value
            let verdict = BounceClassifier.standard.classify(row[5], status: status, host: host)
            let sample = CorpusSample(
                collection: "diagnostics", word: row[1], expected: CauseMap.sisimai[row[1]] ?? [], text: row[5])
            report.add(sample, verdict)
            hard += (row[2] == "hard") == verdict.isHardBounce ? 1 : 0
        }
        report.print("diagnostics")
        print("REPORT diagnostics: \(hard) of \(report.total) agreed on hard or soft")
        #expect(report.agreed * 100 >= report.total * 80)
    }
}
