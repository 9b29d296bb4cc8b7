using System.Text.RegularExpressions;
using Cdc.Publisher;
using Cdc.Testing;
using Microsoft.Extensions.Logging.Abstractions;
using OrdersDemo.StreamFunction;

namespace OrdersDemo.Tests.Browser;

public sealed partial class DemoPageTests
{
    private const string Tab = "\uE004";
    private const string Enter = "\uE007";
    private const string Space = " ";

    // The newest change's row.
    private const string Row = "document.querySelector('#rows tr')";

    [SkippableFact]
    public async Task Page_OrderPlacedInTheForm_IsSeenAtTheListenerWithItsEnvelopeAndItem()
    {
        await using var page = await PageAsync();
        var browser = page.Browser;

        await browser.FillAsync("[name=customer]", "Grace Hopper");
        await browser.ClickAsync("#place-order button");
        await browser.WaitForAsync($"{Row}?.dataset.state === 'handled'");
        (await TextsAsync(browser, "#rows tr td.hop.done span:last-child")).Should().HaveCount(7).And.OnlyContain(text => Time().IsMatch(text));

        await browser.ClickAsync(".choose");
        var envelope = (await browser.RunAsync("return document.getElementById('envelope').textContent;"))!.GetValue<string>();
        var item = (await browser.RunAsync("return document.getElementById('item').textContent;"))!.GetValue<string>();
        envelope.Should().Contain("\"type\": \"orders.insert\"").And.NotContain("Grace");
        item.Should().Contain("Grace Hopper");
    }

    [SkippableFact]
    public async Task Page_KeyboardAlone_PlacesPaysAndDeletesAnOrder()
    {
        await using var page = await PageAsync();
        var browser = page.Browser;

        // From the top: the link that skips, then the form's first field.
        await browser.PressAsync(Tab + Tab);
        (await FocusedAsync(browser)).Should().Be("customer");
        await browser.PressAsync(Tab + Tab + Tab + Tab + Enter);
        await browser.WaitForAsync($"{Row}?.dataset.state === 'handled'");

        await browser.PressAsync(Tab + Space);
        await browser.WaitForAsync($"{Row}.dataset.operation === 'modify' && {Row}.dataset.state === 'handled'");
        await browser.WaitForAsync("document.querySelector('#orders .who').textContent.includes('paid')");
        (await FocusedAsync(browser)).Should().Be("Ship", "the focus stays at the order whose button was pressed");

        await browser.PressAsync(Tab + Tab + Enter);
        await browser.WaitForAsync($"{Row}.dataset.operation === 'remove' && {Row}.dataset.state === 'handled'");
        await browser.WaitForAsync("document.getElementById('announcement').textContent.startsWith('remove of order')");
    }

    [SkippableFact]
    public async Task Page_WrongInput_ShowsWhatTheApiSays()
    {
        await using var page = await PageAsync();
        var browser = page.Browser;

        await browser.FillAsync("[name=quantity]", "0");
        await browser.ClickAsync("#place-order button");
        await browser.WaitForAsync("document.getElementById('problem').textContent.includes('lines[0].quantity: The quantity is 1 to 1000.')");
        (await FocusedAsync(browser)).Should().Be("quantity");

        await browser.FillAsync("[name=quantity]", "many");
        await browser.ClickAsync("#place-order button");
        await browser.WaitForAsync("document.getElementById('problem').textContent.includes('The body cannot be read at $.lines[0].quantity')");
    }

    [SkippableFact]
    public async Task Page_ListenerKilled_TheChangeWaitsInTheQueueUntilItRunsAgain()
    {
        await using var page = await PageAsync();
        var browser = page.Browser;

        await browser.ClickAsync("#fault-kill-listener");
        await browser.WaitForAsync("document.getElementById('fault-kill-listener').getAttribute('aria-checked') === 'true'");
        await browser.ClickAsync("#place-order button");
        await browser.WaitForAsync($"{Row}?.dataset.state === 'waiting'");
        await browser.WaitForAsync("document.getElementById('queued').textContent === '1'");

        await browser.ClickAsync("#fault-kill-listener");
        await browser.WaitForAsync($"{Row}.dataset.state === 'handled'");
    }

    [SkippableFact]
    public async Task Page_HandlerFails_IsTriedAgainThenADeadLetterThenSentBack()
    {
        await using var page = await PageAsync();
        var browser = page.Browser;

        await browser.ClickAsync("#fault-fail-handler");
        await browser.ClickAsync("#place-order button");
        await browser.WaitForAsync($"{Row}?.dataset.state === 'retrying'");
        await browser.WaitForAsync($"{Row}.textContent.includes('failed 2 of 2 times')");
        await browser.WaitForAsync($"{Row}.dataset.state === 'deadLettered'");

        await browser.ClickAsync("#fault-fail-handler");
        await browser.WaitForAsync("!document.getElementById('redrive').hidden");
        await browser.ClickAsync("#redrive");
        await browser.WaitForAsync($"{Row}.dataset.state === 'handled'");
    }

    [SkippableFact]
    public async Task Page_SnsThrottled_GoesOnWhenItIsNot()
    {
        await using var page = await PageAsync();
        var browser = page.Browser;

        await browser.ClickAsync("#fault-throttle-sns");
        await browser.ClickAsync("#place-order button");
        await browser.WaitForAsync($"{Row}?.textContent.includes('ThrottlingException')");
        await browser.ClickAsync("#fault-throttle-sns");
        await browser.WaitForAsync($"{Row}.dataset.state === 'handled'");
    }

    [SkippableFact]
    public async Task Page_MessagesDeliveredTwice_AreAbsorbed()
    {
        await using var page = await PageAsync();
        var browser = page.Browser;

        await browser.ClickAsync("#fault-deliver-twice");
        // Most messages come again, not all: one of twenty does.
        var placed = 0;
        do
        {
            await browser.ClickAsync("#place-order button");
            placed++;
            await browser.WaitForAsync($"document.getElementById('handled').textContent === '{placed}'");
        }
        while (placed < 20 && (await TextsAsync(browser, "#absorbed")).Single() == "0");

        await browser.WaitForAsync("[...document.querySelectorAll('#rows tr')].some(row => row.dataset.state === 'handled' && row.textContent.includes('absorbed'))");
        (await TextsAsync(browser, "#handled")).Single().Should().Be($"{placed}", "the handler ran once for each order");
    }

    [SkippableFact]
    public async Task Page_AwsMode_SaysWhatIsNotSeenFromHere()
    {
        using var aws = new LocalAws();
        await using var server = await LocalAwsServer.StartAsync(aws);
        var resources = await DemoResources.CreateAsync(new AwsPlace(server.Url), CancellationToken.None);
        using var sns = aws.CreateSnsClient();
        using var streams = aws.CreateStreamsClient();
        var function = new OrdersStreamHandler(new CdcPublisherOptions { TopicArn = resources.TopicArn }, sns, NullLoggerFactory.Instance);
        await using var mapping = LocalEventSourceMapping.Start(streams, resources.StreamArn, function.HandleAsync);
        await using var page = await PageAsync(
            "--aws --port 0", ("AWS_ENDPOINT_URL", server.Url.ToString()), ("AWS_REGION", "us-east-1"), ("AWS_ACCESS_KEY_ID", "id"),
            ("AWS_SECRET_ACCESS_KEY", "secret"), ("Cdc__QueueUrl", resources.QueueUrl));
        var browser = page.Browser;

        await browser.ClickAsync("#place-order button");
        await browser.WaitForAsync($"{Row}?.dataset.state === 'handled'");

        (await TextsAsync(browser, "#rows tr td.hop.unseen")).Should().HaveCount(3, "stream, function and topic work elsewhere");
        (await TextsAsync(browser, "#rows tr td.hop.done")).Should().HaveCount(4);
        (await TextsAsync(browser, "#faults button:disabled + .name")).Should().Equal("Throttle SNS", "Deliver twice");
        (await TextsAsync(browser, "#legend")).Single().Should().Contain("not seen from here");
        (await TextsAsync(browser, "#queued")).Should().Equal("–");
    }

    private static async Task<OpenPage> PageAsync(string arguments = "--port 0", params (string Name, string Value)[] environment)
    {
        // In CI the browser is there, or the tests fail.
        Skip.If(!Chromium.IsInstalled && Environment.GetEnvironmentVariable("CI") != "true", "chromedriver is not on PATH.");
        return await OpenPage.OpenAsync(arguments, environment);
    }

    private static async Task<string> FocusedAsync(Chromium browser) =>
        (await browser.RunAsync("return document.activeElement.name || document.activeElement.textContent;"))!.GetValue<string>();

    private static async Task<IReadOnlyList<string>> TextsAsync(Chromium browser, string selector) =>
        [.. (await browser.RunAsync($"return [...document.querySelectorAll('{selector}')].map(one => one.textContent);"))!.AsArray().Select(text => text!.GetValue<string>())];

    [GeneratedRegex(@"^\d+(\.\d)?( s)?$")]
    private static partial Regex Time();
}
