"""What other rooms lend to the sign-in page, which is django-allauth's view: `{% load entrance %}`."""

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from kenspeckle.accounts import hooks
from kenspeckle.kernel.kit import in_order

register = template.Library()


@register.simple_tag(takes_context=True)
def entrance_panels(context: template.RequestContext) -> SafeString:
    """What rooms have to say beside the sign-in form, rendered in order."""
    request = context.request
    return SafeString(
        "".join(
            render_to_string(panel.template, panel.context, request)
            for panel in in_order(hooks.entrance_panels(request))
        )
    )
