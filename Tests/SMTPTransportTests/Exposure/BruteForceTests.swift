import MailAddressing
import Testing

@testable import SMTPTransport

@Suite("A million guesses from 10,000 addresses in two hours")
struct BruteForceTests {
    /// An attack, and the most guesses that may be checked.
    struct Attack: CustomTestStringConvertible, Sendable {
        let testDescription: String
        let accounts: Int
        let networks: Int
        let mostChecked: Int
    }

    // Each address tries 100 passwords. Once the accounts are under attack, an address has four of them checked within
    // ten minutes, and one in each quarter of an hour after that: 12. What a single address could do without the
    // weight of such failures is 3 free, 10 in 17 minutes, and 7 in the rest: 20. A network has 30 free, as its
    // failures on 50 accounts are few on each, 10 in 17 minutes, and 7 in the rest: 47 of 25,000.
    static let attacks = [
        Attack(
            testDescription: "all over the world, on 50 accounts", accounts: 50, networks: 10_000,
            mostChecked: 12 * 10_000),
        Attack(
            testDescription: "all over the world, on one account", accounts: 1, networks: 10_000,
            mostChecked: 12 * 10_000),
        Attack(testDescription: "in 40 networks, on 50 accounts", accounts: 50, networks: 40, mostChecked: 47 * 40),
    ]

    @Test("are nearly all refused, and the owners get in", arguments: attacks)
    func attack(_ attack: Attack) throws {
        var throttle = AuthenticationThrottle()
        let names = (0..<attack.accounts).map { "user\($0)" }
        let addresses = (0..<Self.addresses).map { Self.address($0, networks: attack.networks) }
        // The owner of the first account works amid the attackers.
        let office = try #require(IPAddress("20.0.0.255"))
        throttle.succeeded(address: office, account: names[0], now: .zero)
        var checked = 0
        var logins = 0
        var slowest: Duration = .zero
        for guess in 0..<Self.guesses {
            let now = Duration.microseconds(7_200 * guess)
            let address = addresses[guess % Self.addresses]
            // 10,007 is prime: each address goes through all accounts.
            let account = names[guess % 10_007 % names.count]
            if case .refused = throttle.admit(address: address, account: account, now: now) {
            } else {
                checked += 1
                throttle.failed(address: address, account: account, now: now)
            }
            guard guess % 10_000 == 9_999 else { continue }
            logins += 1
            let elsewhere = IPAddress(octets: [60, 0, UInt8(logins), 1])
            switch throttle.admit(address: elsewhere, account: names[0], now: now) {
            case .now: break
            case .after(let delay): slowest = max(slowest, delay)
            case .refused: Issue.record("the right password was refused")
            }
            #expect(throttle.admit(address: office, account: names[0], now: now) == .now)
        }
        print("of \(Self.guesses) guesses \(attack.testDescription), \(checked) were checked")
        #expect(checked <= attack.mostChecked)
        #expect(slowest == .seconds(10))
        #expect(throttle.addresses.records.count <= Self.addresses)
        #expect(throttle.networks.records.count <= attack.networks)
        #expect(throttle.accounts.records.count == attack.accounts)
    }

    static let guesses = 1_000_000
    static let addresses = 10_000

    /// The addresses of the attacker, evenly over the networks.
    static func address(_ index: Int, networks: Int) -> IPAddress {
        let network = index % networks
        return IPAddress(octets: [20, UInt8(network / 256), UInt8(network % 256), UInt8(index / networks)])!
    }
}
