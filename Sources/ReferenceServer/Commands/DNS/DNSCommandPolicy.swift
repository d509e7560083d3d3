import MTASTS
import MXResolver
import MailAddressing

/// What was found of a domain's MTA-STS policy.
struct DNSCommandPolicy {
    let domain: DomainName
    /// Where the record is or should be; nil when there can be no such name.
    let recordName: DomainName?
    /// Where the policy is: a URL or a file.
    let source: String
    /// Whether it is a file, which somebody has yet to publish.
    let isFile: Bool
    /// The record that says that there is a policy, or why there is none.
    let record: Result<MTASTSRecord, DNSCommandPolicyProblem>
    /// The policy, or why there is none.
    let policy: Result<StrictTransportPolicy, DNSCommandPolicyProblem>
}
