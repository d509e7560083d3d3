import DeliveryQueue
import DeliveryQueueSQLite
import Foundation
import Testing

@testable import ReferenceServer

@Suite("Working on the files where no daemon runs", .timeLimit(.minutes(15)))
struct DataAccessTests {
    @Test("answers, and gives the directory up again")
    func answers() async throws {
        try await TemporaryFolder.asynchronously { folder in
            let data = try await DataFixture(in: folder)
            await data.store.close()
            let access = DataAccess(dataPath: data.path)
            for _ in 0..<2 {
                var pages: [[MessageView]] = []
                let answer = try await access.ask(.list(MessageFilter())) { pages.append($0) }
                #expect(answer.listed == 3 && pages.map(\.count) == [3])
            }
            let check = try await access.ask(.check).check
            #expect(check?.isSound == true && check?.messages == 3)
        }
    }

    @Test("is refused where there is no queue, or somebody has it")
    func refused() async throws {
        try await TemporaryFolder.asynchronously { folder in
            let nowhere = await failure { _ = try await DataAccess(dataPath: folder.path).ask(.summary()) }
            #expect(nowhere?.message.contains("there is no queue in \(folder.path)") == true)
            let data = try await DataFixture(in: folder, messages: 0)
            let used = await failure { _ = try await DataAccess(dataPath: data.path).ask(.summary()) }
            #expect(used?.status == 3)
            #expect(used?.message == "The data directory \(data.path) is in use by process \(getpid())")
            await data.store.close()
        }
    }

    @Test("opens them once for several questions, and gives the directory up again")
    func session() async throws {
        try await TemporaryFolder.asynchronously { folder in
            let data = try await DataFixture(in: folder)
            await data.store.close()
            let access = DataAccess(dataPath: data.path)
            let names = [SuppressionName(address: "ada@example.org")]
            let found = try await access.session { session throws(CommandFailure) in
                _ = try await session.ask(.suppression(.add(names, reason: "a test", seconds: nil)))
                return try await session.ask(.suppression(.show("ada@example.org"))).suppressed
            }
            #expect(found?.isHeldBack == true)
            let later = try await access.ask(.suppression(.list(after: nil, limit: 10))).suppressions
            #expect(later?.entries.map(\.name) == names)
        }
    }

    @Test("counts messages that lie aside as damage")
    func aside() throws {
        let json = #"{"problems":[],"messages":1,"recipients":1,"contents":1,"octets":9,"historyMessages":0,"#
        let names = (1...12).map { #""id\#($0): torn""# }.joined(separator: ",")
        let many = try JSONDecoder().decode(CheckView.self, from: Data((json + #""quarantined":[\#(names)]}"#).utf8))
        #expect(!many.isSound)
        let last = many.text.split(separator: "\n").last ?? ""
        #expect(last.hasPrefix("12 messages lie aside, damaged: id1, id2") && last.hasSuffix("id10 and 2 more"))
        let one = try JSONDecoder().decode(CheckView.self, from: Data((json + #""quarantined":["a: torn"]}"#).utf8))
        #expect(one.text.hasSuffix("\n1 message lies aside, damaged: a"))
        let none = try JSONDecoder().decode(CheckView.self, from: Data((json + #""quarantined":[]}"#).utf8))
        #expect(none.isSound && none.text.hasSuffix("\nNo problem was found."))
    }
}
