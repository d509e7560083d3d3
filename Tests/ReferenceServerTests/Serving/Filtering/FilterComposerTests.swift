import Logging
import MXResolverTesting
import NIOConcurrencyHelpers
import NIOPosix
import SMTPProtocol
import Testing

@testable import ReferenceServer

@Suite("The filters of a configuration")
struct FilterComposerTests {
    private static func composer(_ filter: String) throws -> FilterComposer {
        var configuration = try ConfigurationFixture.decode("").configuration
        configuration.filter = try FilteringFixture.filter(filter)
        return FilterComposer(configuration: configuration, logger: FilteringFixture.logger)
    }

    @Test("are none by default")
    func none() throws {
        let composer = try Self.composer("{}")
        #expect(composer.judge(over: try ZoneResolver(parsing: "")) == nil)
        #expect(try composer.spamFilter(group: MultiThreadedEventLoopGroup.singleton) == nil)
    }

    @Test("judge clients by the lists")
    func judge() async throws {
        let composer = try Self.composer("{ block-lists: [{ zone: a.example }] }")
        let resolver = try ZoneResolver(parsing: "$TTL 60\n7.0.0.20.a.example. IN A 127.0.0.2\n")
        let judge = try #require(composer.judge(over: resolver))
        #expect(await judge(try FilteringFixture.connection())?.code == 554)
    }

    @Test("need the password that they are told of, and one that a header can hold")
    func password() throws {
        try TemporaryFolder.with { folder in
            for (content, isAccepted) in [("opensesame\n", true), ("open\tsesame\n", false), ("", false)] {
                let path = try folder.write(Array(content.utf8), to: "password")
                let composer = try Self.composer(
                    "{ rspamd: { url: \"http://127.0.0.1:11333\", password-file: \(path) } }")
                let failure: CommandFailure?
                do throws(CommandFailure) {
                    _ = try composer.spamFilter(group: MultiThreadedEventLoopGroup.singleton)
                    failure = nil
                } catch {
                    failure = error
                }
                #expect((failure == nil) == isAccepted)
                #expect(failure?.message.contains("sesame") != true)
            }
        }
    }
}

@Suite("The log of filters without answers")
struct FilterTroubleLogTests {
    @Test("has a line for each trouble of each filter, and one in five minutes with a count")
    func lines() {
        let lines = NIOLockedValueBox<[String]>([])
        let start = ContinuousClock.now
        let time = NIOLockedValueBox(start)
        let log = FilterTroubleLog(
            logger: Logger(label: "test") { _ in LineKeeper(lines: lines, showsLevel: true) },
            now: { time.withLockedValue { $0 } })
        for _ in 0..<5 { log.note(.silence, of: "a", reason: "r") }
        log.note(.refusal, of: "a", reason: "r")
        log.note(.silence, of: "b", reason: "r")
        time.withLockedValue { $0 = start + FilterTroubleLog.pause }
        log.note(.silence, of: "a", reason: "s")
        log.note(.silence, of: "a", reason: "s")
        #expect(
            lines.withLockedValue { $0 } == [
                "warning A list of addresses has no answer: filter=a reason=r times=1",
                "warning A list of addresses does not answer our questions: filter=a reason=r times=1",
                "warning A list of addresses has no answer: filter=b reason=r times=1",
                "warning A list of addresses has no answer: filter=a reason=s times=5",
            ])
    }
}
