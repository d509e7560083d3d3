import BounceClassification
import SMTPProtocol
import TestSupport
import Testing

@Suite("Received bounces of the corpus")
struct MessageCorpusTests {
    private static let isThere = Corpora.has("bounces-sisimai/expected.json")

    @Test("agree with what it expects", .enabled(if: isThere, "needs the folder WAXWING_CORPORA"))
    func agreement() throws {
        var tally = MessageTally()
        for sample in try MessageSample.all() {
            tally.add(sample, ReceivedBounce.read(try sample.octets()))
        }
        tally.print()
        #expect(tally.found.isAtLeast(97))
        #expect(tally.surplus <= 2)
        #expect(tally.causes.isAtLeast(87))
        #expect(tally.hardness.isAtLeast(90))
        #expect(tally.classes.isAtLeast(97))
        #expect(tally.codes.isAtLeast(96))
        #expect(tally.statuses.isAtLeast(97))
        #expect(tally.unexplained == [])
    }

    @Test("leave letters alone", .enabled(if: isThere, "needs the folder WAXWING_CORPORA"))
    func letters() throws {
        for file in Corpora.paths(in: "bounces-sisimai/not-bounce") {
            #expect(ReceivedBounce.read(try Corpora.message(file)) == nil, "\(file)")
        }
    }

    @Test("read the same with LF alone at line ends", .enabled(if: isThere, "needs the folder WAXWING_CORPORA"))
    func lineEnds() throws {
        for sample in try MessageSample.all() {
            let octets = try sample.octets()
            let read = ReceivedBounce.read(octets)
            let other = ReceivedBounce.read(octets.filter { $0 != 13 })
            #expect(read?.kind == other?.kind, "\(sample.file)")
            #expect(read?.recipients.map(\.address) == other?.recipients.map(\.address), "\(sample.file)")
            #expect(read?.recipients.map(\.verdict.cause) == other?.recipients.map(\.verdict.cause), "\(sample.file)")
        }
    }

    @Test("are read whatever is cut off", .enabled(if: isThere, "needs the folder WAXWING_CORPORA"))
    func cuts() throws {
        for (index, sample) in try MessageSample.all().enumerated() {
            let octets = try sample.octets()
            for part in 1..<4 { _ = ReceivedBounce.read(Array(octets.prefix(octets.count * part / 4 + index % 7))) }
        }
    }
}
