# Javanese (ngoko, as in public parallel texts). Only wordings whose words are attested there;
# everything else is read in Indonesian.

widget-close = Tutup
widget-log = Pitakonan lan wangsulan
widget-typing = Lagi nggoleki wangsulan…
widget-new-reply = Ana wangsulan anyar
widget-choices = Wangsulane sing endi?
widget-clear-no = Ora sido
widget-feedback-thanks = Matur suwun.
widget-kind-clarify = Sing endi?
widget-plain-label = Pitakonan
widget-plain-history = Pitakonan lan wangsulan
