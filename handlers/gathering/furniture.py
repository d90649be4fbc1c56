"""What stands on a news page beside the article: one list of patterns, each with where it comes from.

A pattern must match the *whole* line, folded (case, quotes, dashes, spaces) and without trailing arrows, dots or
colons, so a sentence of the body that begins with such words stays. Lines longer than `LONGEST` words are never
looked up here. The patterns are of the open web at large, not of any one article.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from handlers.answering.language.fold import fold


class Effect(StrEnum):
    """What a matching line says about the page around it."""

    LINE = "line"  # only itself is furniture; the body may go on behind it
    TAIL = "tail"  # lists, appeals and boxes follow, unless the body plainly goes on
    COMMENTS = "comments"  # readers' words follow, which are never the article's
    WALL = "wall"  # the rest of the article is withheld


@dataclass(frozen=True, slots=True)
class Furniture:
    """A kind of furniture: its effect, where it is met, and the alternatives that match a whole folded line."""

    effect: Effect
    where: str
    lines: tuple[str, ...]


LONGEST = 40
_ARTICLE = r"(?:article|story|page|post|piece|report|content)"
_PLACES = r"(?:facebook|twitter|x|whatsapp|telegram|linkedin|reddit|pinterest|instagram|flipboard|e-?mail|threads|bluesky|messenger|youtube|tiktok|google news|rss|sms|viber|vk|pocket|tumblr|print|signal|line|mastodon)"
_SECTION = r"(?:home|news|world|politics|business|sports?|opinion|culture|tech(?:nology)?|science|health|europe|asia|africa|americas?|us|u\.s\.|uk|middle east|local|national|international|entertainment|lifestyle|video|economy|markets|climate|environment|travel|weather|top news|world news|breaking news|all news|latest news|arts|education|crime|war in ukraine|ukraine|russia)"

FURNITURE: tuple[Furniture, ...] = (
    Furniture(
        Effect.LINE,
        "site headers: accounts, menus, search",
        (
            r"(?:log|sign) ?in(?: ?(?:/|\||or) ?(?:sign up|register|subscribe|join))?",
            r"(?:log|sign) ?out|sign up|register(?: now)?|subscribe(?: now| today| here)?|join(?: us| now)?|my (?:account|profile|bookmarks|news)",
            r"(?:main |site |toggle |open |close |show |hide )*(?:menu|navigation|nav|search|sidebar)(?: menu| bar)?|search (?:this site|for|here|the site).{0,20}",
            r"skip (?:to|ad|ads|navigation)(?: .{0,30})?|jump to (?:content|comments|navigation)|(?:back|go|return) to (?:top|home(?:page)?|the top|menu)|scroll to top",
            r"home(?:page)?|live(?: now| tv| updates| blog)?|watch live|listen live|live tv|newsletters?|e-?paper|today'?s paper|the latest|edition|(?:us|uk|international|europe|asia|africa|australia|canada) edition",
            r"about(?: us)?|contact(?: us)?|careers|jobs|advertise(?: with us)?|help(?: cent(?:er|re))?|faqs?|sitemap|archives?|privacy|terms|my privacy|accessibility(?: help| links)?|rss(?: feeds?)?|imprint|site ?map|feedback|support(?: us)?",
            r"(?:close|open|exit|ok|okay|yes|no|cancel|submit|continue|next|prev(?:ious)?|back|done|dismiss|expand|collapse|play|pause|mute|unmute|reset|apply|save|send|go|vote|null|undefined|untitled|n/a)",
            r"font size.{0,20}|text size.{0,20}|(?:decrease|increase) font(?: size)?|[a+ -]{1,8}|(?:dark|light|reader) mode|change (?:language|edition|region)|select (?:language|edition).{0,20}",
            rf"{_SECTION}|{_SECTION}(?: ?[>›»/|•·] ?[\w '&.-]{{1,40}}){{1,5}}|[\w '&-]{{1,30}}(?: [>›»] [\w '&-]{{1,60}}){{1,5}}",
        ),
    ),
    Furniture(
        Effect.LINE,
        "share bars and article tools",
        (
            rf"share(?: this| the)?(?: {_ARTICLE})?(?: (?:with|via|on|to|by|using) .{{0,40}})?|share (?:full )?{_ARTICLE}|share(?: this)?:? .{{0,60}}{_PLACES}.{{0,40}}|share\d*|\d+ ?shares?",
            rf"{_PLACES}(?:[ ,|/•·]*(?:and )?{_PLACES})*|(?:share|post|save|send|tweet|pin|follow|open|view|read|see|watch|like|find) (?:us |it |this |now )*(?:on|to|via|in|with|by) {_PLACES}(?: .{{0,20}})?",
            rf"click to (?:share|e?-?mail|print|copy|tweet).{{0,80}}|(?:print|e?-?mail|save|bookmark|gift|tweet|like|pin|copy|report|flag|love|clip|recommend)(?: (?:this|the|a|for later))?(?: {_ARTICLE})?|(?:copy|copied|get)(?: the)? ?link(?: copied)?(?: to clipboard)?|link copied.{{0,20}}|copy (?:to clipboard|url|shortlink)|print version|send to (?:a )?friend|comment|tweets?|likes?|reposts?",
            r"(?:listen|listen to (?:this )?(?:article|story|page)|audio|read aloud)(?: ?[·(|-]? ?\d+(?::\d\d)?(?: ?min(?:ute)?s?)?\)?)?|(?:listen to article|this article is read by).{0,40}|.{0,20}text to speech.{0,20}|your browser does(?: not|n't) support.{0,60}",
            r"(?:add|set|make|prefer|choose) .{1,40} (?:as (?:a )?(?:preferred|trusted) source )?on google(?: news)?|preferred source|google preferred source",
            rf"(?:follow|like|find|join|connect with|stay connected with) .{{1,60}} on {_PLACES}(?:(?:,| and| or|,? &)? ?(?:on )?{_PLACES})*.{{0,40}}|follow(?: us)?(?: @.{{1,30}})?|>> ?follow .{{1,60}}|follow us.{{0,60}}",
            r"(?:read or )?share this (?:story|article|post).{0,80}|why you can trust .{1,30}|fact[- ]checked|verified|editor'?s? (?:rating|choice)",
        ),
    ),
    Furniture(
        Effect.LINE,
        "placeholders, advertisements and players",
        (
            r"(?:(?:video |poll |content |comments? |live )?loading(?: (?:video|poll|comments?|content|more|player|next article|please wait))?|please wait)[ .…]*",
            r"(?:[-– ]*advertisements?[-– ]*|ads?(?: feedback| by .{1,30}| choices)?|adverts?|sponsored(?: by .{1,30})?|promoted|paid post|partner content|supported by(?: .{1,30})?|presented by .{1,30}|story continues|ad ?choices|commercial)(?: (?:story )?continues? (?:below|after|reading).{0,40})?",
            rf"(?:{_ARTICLE} )?(?:continues?|resumes?) (?:below|after|following)(?: (?:this |the )?(?:advertisement|ad|advert|video|promotion|gallery|newsletter|newsletter promotion|sponsor message))?|(?:skip|after|past|end of)(?: the| this)? (?:advertisement|ad|newsletter|newsletter promotion|promotion).{{0,20}}|remove ads?|report this ad|hide ad|advertisement continue reading the main story|continue reading the main story(?: share this page)?",
            r"scroll (?:down )?(?:for|to see|to read|to watch)(?: .{0,40})?|(?:view|see|open|launch|show|browse|expand|close)(?: the| all| full| photo| image| picture| larger| more)*(?: in)? (?:gallery|photos?|images?|pictures|slideshow|captions?|transcript|comments|fullscreen|full screen|video|map|graphic|profile)|hide (?:caption|transcript)|(?:enlarge|zoom|toggle|expand) (?:this )?(?:image|caption|photo|picture)|slideshow(?: \(\d+ images?\))?|\+? ?\d+ ?(?:photos|images|pictures|slides|view gallery|more)|(?:image |photo |slide |picture )?\d+ ?(?:of|/) ?\d+",
            r"(?:play|watch|pause|replay|stop|unmute|mute|tap to play)(?: (?:now|next|again|this|the|live|video|full|clip|more|below|audio|here))*|now playing|video|videos|audio|podcast|photos?|pictures?|images?|gallery|photo gallery|video player|caption|credits?|media error.{0,60}|media playback is (?:un|not )supported on your device|this video (?:file )?(?:can ?not|can't|is not|is unavailable).{0,60}|autoplay.{0,30}|up next|video transcript|current time.{0,20}|duration.{0,15}|remaining time.{0,20}|\d{1,2}:\d{2}(?::\d{2})?(?: ?/ ?\d{1,2}:\d{2}(?::\d{2})?)?",
            r"read more|more|see more|show more|view more|load more|show less|click here(?: .{0,40})?|tap here.{0,30}|learn more|find out more|see details|details|read(?: the)? full (?:bio|biography)|more info(?:rmation)?|here|expand all|see all(?: .{0,30})?|view all(?: .{0,30})?",
            r"follow .{0,40}(?:twitter|facebook|instagram|@\w+).{0,60}|.{0,30}\bon twitter:? ?@?\w*|(?:e-?mail|contact|write to|reach|tip|tips|send tips to|questions\?)[^.?!]{0,80}\S+@\S+\.\w+.{0,80}|\S+@\S+\.\w+(?: .{0,40})?|.{0,80}\bcan be reached at\b.{0,60}|@\w{2,30}",
            r"(?:https?://|www\.)\S+|(?:online|information from|on the web|more info|web ?site)?:? ?.{0,60}https?://\S+|[a-z0-9-]+(?:\.[a-z0-9-]+){0,2}\.(?:com|org|net|me|co|io|tv|news|info|co\.uk)",
        ),
    ),
    Furniture(
        Effect.LINE,
        "reading times and labels of the genre",
        (
            r"(?:(?:estimated )?(?:reading|read) time:? ?)?(?:about |approx\.? )?\d+[- ]?min(?:ute)?s?(?:[- ]?(?:read|de lecture|listen|watch))?|\d+ min(?:ute)?s? ?read.{0,20}|(?:reading|read) time.{0,20}|time to read.{0,20}",
            r"breaking(?: news)?|exclusive|developing(?: story)?|just in|analysis|explainer|opinion|feature|features|interview|commentary|editorial|long ?reads?|live|update|updated|alert|news analysis|in (?:depth|brief|pictures|focus)|special report|fact ?check|premium|free|new|trending|must read|watch|listen|story highlights|key points|highlights|(?:this (?:is a )?)?(?:developing|breaking)(?: news)? story.{0,80}|more to (?:come|follow)|(?:views?|hits|reads?):? ?[\d.,]+k?|[\d.,]+k? (?:views|reads|hits)",
        ),
    ),
    Furniture(
        Effect.LINE,
        "cookie banners, notifications, apps",
        (
            r"(?:we|this (?:web ?)?site|our (?:web ?)?site|our partners and we|we and our partners)(?: and our partners)?(?: may)? (?:use|uses|store|stores|process)(?: .{0,40})? cookies.{0,200}|we value your privacy.{0,100}|(?:your|manage|update|change)(?: my| your)? (?:privacy|cookie|consent|ad)s?(?: (?:choices|preferences|settings|options|policy))?|by (?:continuing|using|clicking|browsing|accessing|visiting).{0,120}(?:cookies|terms|privacy)(?: .{0,60})?|do not (?:sell|share)(?: or share)? my.{0,40}|cookies?(?: policy| settings| notice| preferences)?",
            r"(?:accept|allow|reject|decline|deny|agree(?: to)?|manage|customi[sz]e)(?: all| and close| & close| necessary| only)*(?: cookies| preferences| settings| options| consent| choices)?|i (?:agree|accept|understand)|got it|no,? thanks|not now|maybe later|remind me later|necessary(?: cookies)? only",
            r"(?:enable|allow|turn on|get|manage|disable|activate)(?: push| browser| breaking news| our)* (?:notifications?|alerts?)(?: ok)?(?: no thanks)?(?: .{0,30})?|(?:enable|turn off|disable|whitelist).{0,40}ad ?block(?:er|ing)?.{0,60}",
            r"(?:download|get|open|install|use|try|view(?: in)?|continue (?:in|on)|read (?:in|on))(?: the| our| on| it in| this in)?(?: \w+){0,3} app(?: .{0,40})?|(?:available|download|get it|find us) on(?: the)? (?:app store|google play|apple news).{0,30}|app store|google play|scan (?:the|this) qr code.{0,60}",
            rf"(?:join|follow|subscribe to|click here to (?:join|follow))(?: us on| our| the)?(?: .{{1,30}})? (?:{_PLACES}) (?:channel|group|community|page)s?.{{0,60}}",
        ),
    ),
    Furniture(
        Effect.LINE,
        "newsletter boxes",
        (
            r"(?:sign|signing) up (?:for|to|here for) (?:[^.]{0,80}\b)?(?:newsletters?|e-?mails?|alerts?|briefings?|updates?|inbox)(?: (?:here|now|today|below|free|for free|to get .{1,60}|delivered .{1,60}))?",
            r"(?:subscribe|sign up) (?:to|for) (?:our|the|my|this|these)\b[^.]{0,60}|(?:get|receive|have)\b[^.]{0,100}\b(?:in|to) your (?:inbox|e-?mail|mailbox)(?: .{0,40})?|.{0,60}\b(?:straight|delivered|directly|right) (?:directly |straight |right )?(?:in)?to your (?:inbox|e-?mail|phone)(?: .{0,40})?",
            r"(?:enter|type in|provide)(?: a| your)?(?: valid)? e-?mail(?: address)?.{0,40}|(?:your )?e-?mail(?: address)?|(?:first|last|full|your)? ?name(?: \*)?|invalid e-?mail.{0,40}|please enter a valid.{0,40}|thank(?:s| you) for (?:subscribing|signing up|registering|your interest).{0,60}|you (?:are|'re) (?:already |now )?subscribed.{0,60}|you will (?:now )?receive.{0,80}(?:newsletter|e-?mail|updates).{0,30}|an error (?:has )?occurred.{0,60}|something went wrong.{0,60}|(?:please )?try again later|by (?:signing up|subscribing|entering|submitting|providing).{0,160}|you (?:can|may) (?:unsubscribe|opt out).{0,60}|unsubscribe(?: at any ?time)?|view all .{1,40} newsletters|you(?:'ll| will) (?:get|receive) .{0,60} (?:daily|weekly)(?: .{0,20})?|i(?:'d| would)? (?:want|like) to (?:receive|get).{0,100}|recaptcha.{0,80}|this site is protected by recaptcha.{0,100}|preview (?:the )?latest newsletter|more newsletters|privacy notice.{0,80}",
        ),
    ),
    Furniture(
        Effect.LINE,
        "legal lines in footers",
        (
            r"(?:©|\(c\)|copyright\b).{0,160}|.{0,60}all rights reserved.{0,120}|.{0,60}may not be (?:published|reproduced|republished|redistributed|copied).{0,120}",
            r"(?:terms|conditions)(?: of)?(?: (?:use|service|sale))?(?:(?: and|,| &|/) ?(?:conditions|privacy(?: policy)?|cookies?))*|(?:privacy|cookies?|editorial|corrections?|ethics)(?: and (?:cookies?|privacy))? (?:policy|statement|notice|guidelines|settings)(?: .{0,40})?|.{0,20}is not responsible for (?:the )?content of external .{0,30}|our standards:? .{0,80}|read about our approach to external linking|purchase licensing rights.{0,40}|licens(?:e|ing)(?: this)?(?: (?:content|rights|article))?|(?:request|buy) (?:reprints?|permissions?)(?: .{0,30})?|reprints(?: and permissions)?|(?:report|submit|suggest)(?: a| an)? (?:correction|typo|error|mistake)(?: .{0,30})?|found an error.{0,40}|disclaimer|do you have a (?:story|tip|question).{0,120}|we pay for your stories.{0,100}|got a (?:story|tip).{0,100}|this (?:transcript|copy) (?:is|was) .{0,120}|.{0,40}transcripts are created on a rush deadline.{0,200}",
        ),
    ),
    Furniture(
        Effect.LINE,
        "links to other articles inside the body",
        (
            r"(?:read|see|watch|more|related|also|recommended|don't miss|listen|opinion|explainer|analysis|in pictures|photos|video|gallery|background|find out more|on this topic|must read|dig deeper|go deeper|catch up|for subscribers|from the archives?)(?: (?:more|also|next|now|this|here|on this|too|video|coverage|stories|story|article|articles|news|link|in))*:+ ?.{1,200}",
            r"(?:read (?:more|also|next)|also read|see also)[ |>»-]+.{1,160}|.{1,120}\bread (?:more|the full story)",
            r"\[(?:read|watch|see|video|graphic|map|photos|related|more|listen|click)\b.{1,160}\]|>+ ?.{1,120}|►.{1,120}",
        ),
    ),
    Furniture(
        Effect.LINE,
        "page code and drawing characters that were copied along",
        (
            r"[^\w]*|\d{1,3}|\+\d{1,4}|[a-z]|.{0,200}(?:\(\);|\{ ?[\w-]+ ?: ?[^}]*\}|function ?\(|<!--|-->|</?\w+[^>]*>|&amp;|&nbsp;|window\.\w+|document\.\w+).{0,400}",
        ),
    ),
    Furniture(
        Effect.LINE,
        "membership of aggregators and their slogans (inkl, MSN, Yahoo, Flipboard, SmartNews)",
        (
            r"get all your news in one place|100'?s of (?:premium )?titles|one (?:app|subscription)(?:[.,] one membership)?|start reading|fourteen days free|(?:\d+|seven|fourteen|thirty)[- ]days? free(?: trial)?|\d+\+? (?:trusted|premium) (?:global )?(?:sources|titles|publications)|read news from .{1,60}, curated .{1,40}|already (?:a )?(?:member|subscribed|have an account|registered)\?? ?(?:sign|log) ?in(?: here)?|continue with (?:google|apple|facebook|email)|view on .{1,20}|microsoft and partners may be compensated.{0,80}|provided by .{1,40}|visit .{1,40} website|story by .{1,60}|msn|yahoo(?:!|'s)?(?: news)?|flipboard|smartnews|more for you",
        ),
    ),
    Furniture(
        Effect.TAIL,
        "lists of other articles",
        (
            rf"related(?: (?:stories|articles?|news|posts?|topics?|content|coverage|links?|tags?|reading|videos?|items|pages|to this {_ARTICLE}|from .{{1,30}}))*|(?:you|readers)(?: (?:may|might|could|will|'ll|also))*(?: also)? (?:like|enjoy|love|be interested in|have missed|read|want to read)(?: .{{0,30}})?|(?:people|others|readers) (?:also|are) (?:read|viewed|liked|reading|ask)(?: .{{0,20}})?|(?:you|if you) (?:liked|enjoyed|missed) (?:this|it).{{0,40}}",
            r"more (?:from|on|in|about|by|like)\b(?: (?!(?:than|a|an)\b)[\w'&.-]+){1,6}|more (?:stories|news|headlines|articles|posts|coverage|to explore|to read|top stories|reading)(?: .{0,30})?|other (?:stories|news|articles)(?: .{0,20})?",
            r"(?:the )?most (?:read|popular|viewed|shared|recent|commented|watched|discussed|e-?mailed|trending|active)(?: (?:in|on|stories|articles|now|this week|today|news|posts|videos?|.{1,20}))*|(?:top|trending|popular|featured|hot|best)(?: (?:stories|news|now|articles|posts|topics|videos|this week|today|reads|headlines|picks|right now|on \w+|in \w+))+|trending|.{0,30}top stories.{0,30}|(?:the )?latest(?: (?:news|stories|headlines|posts|updates|articles|videos|from .{1,30}|in .{1,30}|on .{1,30}))+|recent (?:posts|news|articles|stories|comments)|headlines",
            r"(?:recommended|selected|suggested|picked|chosen)(?: (?:for you|stories|reading|articles|videos|by .{1,20}|links|posts|topics))*|(?:our|editors?'?s?'?|today's|staff|the best of our) (?:picks?|choice|pick of the day|recommendations|selections?)|don't miss(?: (?:this|these|it|out.{0,30}))?|(?:also )?in (?:other|the|today's) news|also (?:in this section|on .{1,30}|of interest)|what (?:to|else to|we're) read(?:ing)?(?: .{0,20})?|(?:read|up|next|watch) next|next (?:article|story|post|up)(?:.{0,80})?|previous (?:article|story|post)(?:.{0,80})?|post navigation|keep reading|further reading|explore (?:more|further).{0,40}|discover more.{0,40}|dive deeper.{0,20}|continue exploring|complete coverage|on this story|more on this(?: story| topic)?|in case you missed it|big stories|must[- ]reads?|around the web|elsewhere on the web|from (?:the web|our partners|around the web|other sites)|you may have missed",
            r"(?:promoted|sponsored|paid|partner)(?: (?:content|links?|stories|by .{1,30}|posts?|offers))+|(?:by )?(?:taboola|outbrain|revcontent|dianomi|zergnet)|ads by .{1,30}|shop(?:ping)?(?: .{0,20})?|deals?(?: of the day)?|coupons?|horoscopes?|crosswords?|puzzles|games|quiz(?:zes)?|podcasts|obituaries|classifieds|events|weather",
            r"(?:tags?|topics?|filed under|categories|category|in this article|mentioned in this (?:article|story)|keywords?|subjects?|labels?|suggested topics|explore topics|sections?|series)(?: ?:.{0,200})?|posted in .{1,80}|tagged(?: with| as)? .{1,100}|#\w+(?:[ ,]+#\w+)+",
            r"about (?:the|this) (?:author|writer|reporter|journalist|contributor)s?|author(?:s|'s)?(?: bio| profile)?|meet the (?:author|writer)|written by|view all posts(?: by .{1,40})?|see all articles by .{1,40}|more (?:by|from) this author|origin|publisher logo",
        ),
    ),
    Furniture(
        Effect.TAIL,
        "appeals for money and support",
        (
            rf"(?:keep|support|fund|back|defend|protect|help|sustain|save)\b(?: [\w'-]+){{0,4}} (?:journalism|reporting|newsroom|news|media|press|work)(?: (?:alive|free|today|now|going|independent|strong|open|that matters|you can trust))*|(?:support|donate(?: to)?|contribute to|back) (?:us|the [\w ]{{1,30}})(?: (?:via|on|with|through) .{{1,30}}|today|now)?|support .{{1,40}} (?:via|on|with|through) (?:paypal|patreon|ko-?fi|stripe|bank transfer).{{0,30}}",
            r"your (?:support|donation|contribution|gift|membership|subscription)(?: \w+){0,4} (?:makes?|matters?|counts?|helps?|keeps?|means?|powers?|funds?)\b[^.]{0,60}|(?:make|give)(?: a| your)?(?: \w+){0,2} (?:donation|contribution|gift)(?: .{0,40})?|(?:donate|contribute|give)(?: now| today| here| monthly| once)?(?: .{0,20})?|become a (?:member|supporter|patron|subscriber|friend|sustaining member)(?: .{0,40})?|buy (?:me|us) a coffee|(?:one[- ]time|monthly|annual|yearly|single|recurring)(?: (?:donation|contribution|gift))?|(?:we have|i have|there'?s) a (?:small )?favou?r to ask.{0,60}|before you go.{0,60}|(?:since|as|now|while) you(?:'re| are) here.{0,60}|thank you for (?:reading|your support|being here).{0,60}|help us (?:keep|stay|continue|do|tell).{0,80}|why (?:support|donate|trust) .{0,30}|(?:paypal|patreon|ko-?fi)(?: .{0,20})?",
        ),
    ),
    Furniture(
        Effect.COMMENTS,
        "comment forms and readers' comments (WordPress, Disqus, OpenWeb)",
        (
            r"(?:leave|post|add|write|submit|cancel|make)(?: a| your| an)? (?:reply|comments?|response|review)(?: .{0,60})?|(?:reader )?comments?(?: ?\(?\d+\)?)?(?: .{0,3})?|\d+ (?:comments?|responses?|replies|thoughts?)(?: (?:on|to) .{1,160})?|one (?:comment|response|thought|reply)(?: (?:on|to) .{1,160})?|(?:join|start|add to|be part of) (?:the|our) (?:conversation|discussion|debate)(?: .{0,60})?|(?:view|see|show|read|load|hide|open)(?: all| more| the)?(?: \d+)? comments?|be the first to (?:comment|reply|share).{0,60}|what do you think\??|have your say|your (?:comment|view|thoughts|say)|(?:reader|viewer)s?'? (?:comments|opinions|reactions)",
            r"(?:your )?e-?mail (?:address )?will not be published.{0,80}|required fields are marked.{0,10}|save my name,? e-?mail.{0,100}|(?:log|sign) ?in to (?:comment|reply|post|join).{0,40}|you must be (?:logged|signed) in to (?:post|comment|reply).{0,40}|.{0,80}comments? (?:are|is|have been|were|will be) (?:closed|disabled|moderated|turned off|off|now closed).{0,80}|the comments below .{1,80}|the views expressed in the contents above .{0,120}|sort by:?(?: (?:newest|oldest|best|most liked|popular))?|(?:newest|oldest|best|most liked)(?: first| comments)?|notify me of .{1,60}|please (?:keep|be) .{0,40}(?:civil|respectful|polite|comments).{0,60}|community (?:guidelines|rules|standards).{0,60}|disqus.{0,40}|powered by (?:disqus|viafoura|openweb|coral).{0,20}|this site uses akismet.{0,100}|learn how your comment data is processed|reply|report abuse|flag comment",
        ),
    ),
    Furniture(
        Effect.WALL,
        "sign-up walls and paywalls",
        (
            rf"(?:please )?(?:sign up|sign in|log ?in|subscribe|register|join(?: us)?|create (?:a|an|your)(?: free)? account|upgrade|become a (?:member|subscriber))(?: (?:or|and|/) ?(?:sign up|sign in|log ?in|subscribe|register|create (?:a|an)(?: free)? account))?(?: (?:now|today|here|for free|free|for .{{1,20}}))* (?:to|and) (?:read|continue|keep|finish|unlock|access|view|see|get)\b.{{0,80}}",
            rf"to (?:read|continue|keep|finish|unlock|access|view|see|enjoy)\b.{{1,80}}(?:subscribe|sign|log ?in|register|account|member|purchase|subscription|trial).{{0,60}}|to (?:continue|keep) reading(?: .{{0,60}})?|(?:to )?(?:read|see|view|access) (?:the )?(?:full|rest|complete|whole|entire|remaining)(?: of)?(?: the| this)? ?{_ARTICLE}(?: ?[,:]? ?.{{0,60}})?",
            rf"th(?:is|e|e rest of this|e full|e remainder of this) {_ARTICLE} is (?:only |exclusively )?(?:for|available (?:only )?(?:to|for)|exclusive to|reserved for|free for|limited to|locked).{{0,80}}|(?:exclusive(?:ly)?|only)? ?(?:for|available to) (?:our |premium |paying |registered )*(?:subscribers|members)(?: only)?|(?:subscribers?|members?|premium)[- ]only(?: {_ARTICLE})?|this is (?:a |an )?(?:premium|subscriber|members?|exclusive)(?:[- ]only|-exclusive)?(?: subscriber)? {_ARTICLE}.{{0,80}}|premium {_ARTICLE}|you are (?:reading|viewing) a (?:preview|free preview).{{0,40}}|.{{0,60}}remaining of this article.{{0,40}}|il vous reste .{{0,60}} de cet article .{{0,30}}|la suite est reservee .{{0,40}}|article reserve (?:a|aux) .{{0,30}}",
            rf"you(?:'ve| have)? (?:reached|used|read|hit|exceeded|viewed)\b.{{0,60}}(?:free|limit|monthly|articles).{{0,60}}|unlock (?:this|the|unlimited|full|all|your|premium|exclusive|more)\b.{{0,80}}|(?:start|begin|claim|try|get|activate) (?:your|a|our|my)? ?(?:free|\d+[- ]\w+|\$?[\d.]+|unlimited|full|all|digital|instant|premium|complete)\b.{{0,60}}(?:trial|access|subscription|membership|month|week|days?)(?: .{{0,30}})?|get (?:full |unlimited |all |complete |instant )*(?:digital )?access(?: .{{0,60}})?|choose (?:your|a) (?:plan|subscription).{{0,30}}|subscription required.{{0,40}}|subscribe (?:for|from|at) (?:only |just )?[$£€]?\d.{{0,60}}|(?:want|like) to (?:read|keep reading|see|know) more\??.{{0,60}}|(?:already|current|existing) (?:a |an )?(?:subscriber|print subscriber|digital subscriber)s?\?? ?(?:(?:sign|log) ?in|activate)?(?: .{{0,40}})?|(?:continue reading|keep reading)(?: (?:for|with|by|this|the|your|\$).{{1,60}})|you have \d+ free .{{0,30}}(?:left|remaining).{{0,20}}",
        ),
    ),
)


@cache
def _patterns() -> tuple[tuple[Effect, re.Pattern[str]], ...]:
    """One alternation an effect; the effects that say most come first."""
    order = (Effect.WALL, Effect.COMMENTS, Effect.TAIL, Effect.LINE)
    return tuple(
        (
            effect,
            re.compile("|".join(f"(?:{line})" for kind in FURNITURE if kind.effect is effect for line in kind.lines)),
        )
        for effect in order
    )


# A line that ends as a sentence is furniture only if the page itself speaks in it: to the reader, about the reader's
# account, or in the words of the law. "The most popular minister resigned." matches a list's heading and is none.
_SENTENCE = re.compile(r"[^.…]\.[\"')\]]*$|[!?][\"')\]]*$")
_PAGE_SPEAKS = re.compile(
    r"\b(?:you|your|you're|we|our|us|©|copyright|rights reserved|cookies?|may not be|e-?mail|inbox|read more|contact|required)\b|©"
)
_ORDERS = re.compile(
    r"(?:please |click here to )?(?:subscribe|sign|log ?in|register|create|upgrade|unlock|download|get|start|support|donate|follow|join"
    r"|share|read|scroll|accept|allow|enable|become|buy|try|enter|leave|post|add|do not|by|100'?s|one app)\b"
)
_TELLS = re.compile(r"\b(?:was|were|is|are|has|had|have|said|says|told|will|would|could|did|does|been|became)\b")


def effect_of(words: str) -> Effect | None:
    """What kind of furniture the line is, or None when it is not known as furniture."""
    if len(words) > 400 or len(words.split()) > LONGEST:
        return None
    key = fold(words).strip().strip("·•|*–—- \t")
    line = key.rstrip(" .…:»›>→▶!")
    if not line:
        return Effect.LINE
    for effect, pattern in _patterns():
        if pattern.fullmatch(line):
            return None if _tells(key) else effect
    return None


def _tells(key: str) -> bool:
    """Whether the line is a sentence about the world rather than one of the page's own."""
    if key.count(" ") < 4 or not _SENTENCE.search(key) or _PAGE_SPEAKS.search(key):
        return False
    return not _ORDERS.match(key) or _TELLS.search(key) is not None


_ASKS = re.compile(
    r"donat|contribut|support us|support our|supporting us|your support|independent journalism|quality journalism|our journalism|our reporting"
    r"|our work\b|our newsroom|our readers|readers like you|reader-funded|reader-supported|become a member|subscri|paywall|newsletter|bring you"
    r"|help us|keep (?:us|our)|fund (?:us|our)|free from (?:corporate|political|commercial)|tax-deductible|non-?profit newsroom"
)
_PAGE_VOICE = re.compile(r"\b(?:we|us|our)\b.*|\byou(?:r)?\b")


def appeals(words: str) -> bool:
    """Whether a paragraph is the page's own appeal to its readers: it says we or you, and asks twice.

    A quoted appeal is news; the page's own stands outside quotation marks.
    """
    if len(words) > 900 or words.lstrip()[:1] in "\"“‘'«":
        return False
    folded = fold(words)
    if '"' in folded:
        return False
    asked = {match.group() for match in _ASKS.finditer(folded)}
    return len(asked) >= 2 and _PAGE_VOICE.search(folded) is not None
